/* Stands for netsh.exe and icacls.exe, of which Wine does next to nothing: keeps what each was asked, a line each. */
#include <windows.h>
#include <string.h>

int main(void) {
    const char *line = GetCommandLineA();
    DWORD written;
    HANDLE log = CreateFileA("C:\\t\\asked.txt", FILE_APPEND_DATA, FILE_SHARE_READ | FILE_SHARE_WRITE, 0, OPEN_ALWAYS, 0, 0);
    if (log == INVALID_HANDLE_VALUE) return 1;
    WriteFile(log, line, (DWORD)strlen(line), &written, 0);
    WriteFile(log, "\r\n", 2, &written, 0);
    return 0;
}

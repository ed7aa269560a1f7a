/* schoolbell.exe and schoolbell-relay.exe: Python in this process, so that Windows shows our name and icon, and
   sys.executable is this program, which so starts our other modules too ("schoolbell.exe -P -m relay ...").
   "schoolbell-relay.exe service ..." is what Windows' services start: it has a relay run as long as the service does.
   With FOR_TESTS it is a Python for whatever stands behind it, but as the program has it. */
#include <windows.h>
#include <stdlib.h>
#include <wchar.h>

#define PYTHON L"python313.dll"
#ifdef WINDOWED
#define MODULE L"desktop"
#else
#define MODULE L"relay"
#endif

typedef int (*main_of_python)(int, wchar_t **);

/* The folder of this program, with its last backslash, then a name in it. */
static wchar_t *beside_us(const wchar_t *name) {
    static wchar_t path[32768];
    DWORD length = GetModuleFileNameW(0, path, 32000);
    while (length && path[length - 1] != L'\\') length--;
    wcscpy(path + length, name);
    return path;
}

static int sorry(void) {
    const wchar_t *text = L"A part of Schoolbell is missing (" PYTHON L"). Please install it again.";
#ifdef WINDOWED
    MessageBoxW(0, text, L"Schoolbell", MB_ICONERROR);
#else
    DWORD written;
    WriteConsoleW(GetStdHandle(STD_ERROR_HANDLE), text, (DWORD)wcslen(text), &written, 0);
#endif
    return 1;
}

static int run(int argc, wchar_t **argv) {
    DWORD where = LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR | LOAD_LIBRARY_SEARCH_DEFAULT_DIRS;
    HMODULE library = LoadLibraryExW(beside_us(PYTHON), 0, where);
    main_of_python python = library ? (main_of_python)(void *)GetProcAddress(library, "Py_Main") : 0;
    wchar_t **words = calloc((size_t)argc + 7, sizeof *words);
    int count = 0, module = argc > 1 && (!wcscmp(argv[1], L"-P") || !wcscmp(argv[1], L"-m"));
#ifdef FOR_TESTS
    module = 1;
#endif
    if (!python || !words) return sorry();
    words[count++] = argv[0];
    words[count++] = L"-I";
    words[count++] = L"-X";
    words[count++] = L"utf8"; /* what people are called can be written to any file and pipe */
    if (!module) {
        words[count++] = L"-m";
        words[count++] = MODULE;
    }
    for (int i = 1; i < argc; i++) words[count++] = argv[i];
    return python(count, words);
}

#ifdef WINDOWED
int WINAPI wWinMain(HINSTANCE program, HINSTANCE before, PWSTR line, int show) {
    (void)program, (void)before, (void)line, (void)show;
    return run(__argc, __wargv);
}
#else

#define NAME L"SchoolbellRelay"
#define SECONDS_TO_STOP 30
#define DAMAGED 65
#define NEWER 78

static SERVICE_STATUS_HANDLE told;
static SERVICE_STATUS state = {SERVICE_WIN32_OWN_PROCESS, SERVICE_START_PENDING, 0, 0, 0, 0, 0};
static HANDLE stop;
static wchar_t *options; /* what stands behind "service", such as --data FOLDER */

static void tell(DWORD now, DWORD accepts, DWORD wait) {
    state.dwCurrentState = now;
    state.dwControlsAccepted = accepts;
    state.dwWaitHint = wait;
    SetServiceStatus(told, &state);
}

static DWORD WINAPI control(DWORD what, DWORD kind, void *data, void *context) {
    (void)kind, (void)data, (void)context;
    if (what != SERVICE_CONTROL_STOP && what != SERVICE_CONTROL_PRESHUTDOWN)
        return what == SERVICE_CONTROL_INTERROGATE ? NO_ERROR : ERROR_CALL_NOT_IMPLEMENTED;
    tell(SERVICE_STOP_PENDING, 0, SECONDS_TO_STOP * 1000);
    SetEvent(stop);
    return NO_ERROR;
}

/* One of the relay's commands, with the service's options behind it; what it says goes to a file in its folder. */
static HANDLE command(const wchar_t *word) {
    static wchar_t line[65536], log[32768];
    wchar_t *program = beside_us(L"schoolbell-relay.exe");
    SECURITY_ATTRIBUTES inherited = {sizeof inherited, 0, TRUE};
    STARTUPINFOW how = {sizeof how, .dwFlags = STARTF_USESTDHANDLES};
    PROCESS_INFORMATION child;
    if (!GetEnvironmentVariableW(L"ProgramData", log, 32000)) return 0;
    wcscat(log, L"\\Schoolbell\\relay\\relay.log");
    how.hStdOutput = how.hStdError = CreateFileW(log, FILE_APPEND_DATA, FILE_SHARE_READ | FILE_SHARE_WRITE, &inherited,
                                                 OPEN_ALWAYS, FILE_ATTRIBUTE_NORMAL, 0);
    swprintf(line, 65535, L"\"%ls\" %ls %ls", program, word, options);
    BOOL started = CreateProcessW(program, line, 0, 0, TRUE, CREATE_NO_WINDOW, 0, 0, &how, &child);
    CloseHandle(how.hStdError);
    if (!started) return 0;
    CloseHandle(child.hThread);
    return child.hProcess;
}

static void WINAPI serve(DWORD argc, wchar_t **argv) {
    (void)argc, (void)argv;
    DWORD code = 1;
    told = RegisterServiceCtrlHandlerExW(NAME, control, 0);
    if (!told) return;
    tell(SERVICE_START_PENDING, 0, 3000);
    stop = CreateEventW(0, TRUE, FALSE, 0);
    HANDLE either[2] = {command(L"run"), stop};
    if (either[0]) {
        tell(SERVICE_RUNNING, SERVICE_ACCEPT_STOP | SERVICE_ACCEPT_PRESHUTDOWN, 0);
        if (WaitForMultipleObjects(2, either, FALSE, INFINITE) != WAIT_OBJECT_0) {
            HANDLE stopping = command(L"stop");
            if (stopping) CloseHandle(stopping);
            if (WaitForSingleObject(either[0], SECONDS_TO_STOP * 1000) != WAIT_OBJECT_0) TerminateProcess(either[0], 1);
            WaitForSingleObject(either[0], 5000);
        }
        GetExitCodeProcess(either[0], &code);
    }
    /* Windows starts it again after an error, but for these, where that would mend nothing. */
    if (code && code != DAMAGED && code != NEWER) {
        state.dwWin32ExitCode = ERROR_SERVICE_SPECIFIC_ERROR;
        state.dwServiceSpecificExitCode = code;
    }
    tell(SERVICE_STOPPED, 0, 0);
}

/* What stands in the command line behind its second word. */
static wchar_t *behind_two(wchar_t *line) {
    for (int word = 0; word < 2; word++) {
        int quoted = 0;
        for (; *line && (quoted || (*line != L' ' && *line != L'\t')); line++)
            if (*line == L'"') quoted = !quoted;
        while (*line == L' ' || *line == L'\t') line++;
    }
    return line;
}

int wmain(int argc, wchar_t **argv) {
    if (argc < 2 || wcscmp(argv[1], L"service")) return run(argc, argv);
    SERVICE_TABLE_ENTRYW table[] = {{NAME, serve}, {0, 0}};
    options = behind_two(GetCommandLineW());
    return StartServiceCtrlDispatcherW(table) ? 0 : 1;
}
#endif

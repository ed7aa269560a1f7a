/* For tests under Wine alone, whose mscms.dll ends the program in WcsCreateIccProfile, which Qt 6.12 calls for each
   screen. */
#define E __declspec(dllexport)
E void *OpenColorProfileW(void *a, int b, int c, int d) { return 0; }
E int CloseColorProfile(void *a) { return 1; }
E void *WcsOpenColorProfileW(void *a, void *b, void *c, int d, int e, int f, int g) { return 0; }
E void *WcsCreateIccProfile(void *a, int b) { return 0; }
E int GetColorProfileFromHandle(void *a, void *b, int *c) { return 0; }
E int GetColorDirectoryW(void *a, void *b, int *c) { return 0; }
E int WcsGetUsePerUserProfiles(void *a, int b, int *c) { return 0; }
E int WcsGetDefaultColorProfile(int a, void *b, int c, int d, int e, int f, void *g) { return 0; }
E int WcsGetDefaultColorProfileSize(int a, void *b, int c, int d, int e, int *f) { return 0; }

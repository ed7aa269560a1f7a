/* For tests under Wine alone, which has no icuuc.dll: Qt 6.12 imports 20 functions of it, of which nothing here needs
   one. Each says that there is no such converter. */
#define E __declspec(dllexport)
E void *ucnv_open(const char *n, int *e) { if (e) *e = 4; return 0; }
E void ucnv_close(void *c) {}
E void UCNV_FROM_U_CALLBACK_SUBSTITUTE(void) {}
E void UCNV_TO_U_CALLBACK_SUBSTITUTE(void) {}
E void ucnv_reset(void *c) {}
E char ucnv_getMaxCharSize(void *c) { return 1; }
E const char *ucnv_getName(void *c, int *e) { if (e) *e = 4; return 0; }
E void ucnv_getToUCallBack(void *c, void **a, const void **b) {}
E void ucnv_getFromUCallBack(void *c, void **a, const void **b) {}
E void ucnv_setToUCallBack(void *c, void *a, void *b, void *d, void *f, int *e) {}
E void ucnv_setFromUCallBack(void *c, void *a, void *b, void *d, void *f, int *e) {}
E void ucnv_cbToUWriteUChars(void) {}
E void ucnv_toUnicode(void) {}
E void ucnv_cbFromUWriteUChars(void) {}
E int ucnv_toUCountPending(void *c, int *e) { return 0; }
E int ucnv_fromUCountPending(void *c, int *e) { return 0; }
E const char *ucnv_getStandardName(const char *n, const char *s, int *e) { if (e) *e = 4; return 0; }
E const char *ucnv_getAvailableName(int n) { return 0; }
E int ucnv_countAvailable(void) { return 0; }
E void ucnv_fromUnicode(void) {}

#include "CAfterwork.h"

#ifdef __linux__
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

long cafterwork_thread_number(void) { return syscall(SYS_gettid); }

void cafterwork_name_thread(const char *name) { prctl(PR_SET_NAME, name, 0, 0, 0); }
int cafterwork_lower_thread(long number) { return setpriority(PRIO_PROCESS, (id_t)number, 19); }
#endif

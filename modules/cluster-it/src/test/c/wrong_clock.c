// A clock that is off by WRONG_CLOCK_SECONDS, for a process that is started with this library in LD_PRELOAD. Only the time of day
// is: what measures how long something takes runs on, as it does on a machine whose clock was set wrong. Waiting for a time of day
// is by that clock too, or a JVM's idle threads would wait for hours, or not at all.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

// No machine has been up for so many seconds: what is above is a time of day.
#define LONGEST_UPTIME 1000000000L

static long off;
static int (*right_clock)(clockid_t, struct timespec *);
static int (*right_day)(struct timeval *, void *);
static int (*right_wait)(pthread_cond_t *, pthread_mutex_t *, const struct timespec *);

__attribute__((constructor)) static void start(void) {
    const char *seconds = getenv("WRONG_CLOCK_SECONDS");
    off = seconds == NULL ? 0 : atol(seconds);
    *(void **)&right_clock = dlsym(RTLD_NEXT, "clock_gettime");
    *(void **)&right_day = dlsym(RTLD_NEXT, "gettimeofday");
    // x86 has an older one beside it, of another size of condition.
    *(void **)&right_wait = dlvsym(RTLD_NEXT, "pthread_cond_timedwait", "GLIBC_2.3.2");
    if (right_wait == NULL) {
        *(void **)&right_wait = dlsym(RTLD_NEXT, "pthread_cond_timedwait");
    }
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    int answer = right_clock(clock, now);
    if (answer == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
        now->tv_sec += off;
    }
    return answer;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    int answer = right_day(now, zone);
    if (answer == 0) {
        now->tv_sec += off;
    }
    return answer;
}

int pthread_cond_timedwait(pthread_cond_t *restrict cond, pthread_mutex_t *restrict mutex,
                           const struct timespec *restrict until) {
    struct timespec right = *until;
    if (right.tv_sec > LONGEST_UPTIME) {
        right.tv_sec -= off;
    }
    return right_wait(cond, mutex, &right);
}

// The limit of this approach: what a probe costs a program that does nothing but libcurl's multi interface under epoll, with the
// settings that the engine uses (a fresh connection each, the system's address look-up, the certificate checked and read).
//
// usage: limit rate|flight AMOUNT WARM-UP SECONDS [CA-FILE [resume]] <URLS
//
// `rate` starts AMOUNT probes a second, what is due every 5 ms together; `flight` keeps AMOUNT of them going. URLs are taken in
// turn. Prints what the probes that ended within SECONDS cost, as JSON.
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>

enum { MAX_URLS = 20000, GATHER = 5000 };

static const char *ca_file;
static int resumes;
static char *urls[MAX_URLS];
static long url_count, started, in_flight;
static CURLM *multi;
static CURLSH *sessions;
static int epoll;
static long long wake_up = -1;
static CURL **idle;
static long idle_count;

static int measuring;
static long long *latencies;
static long ended, good, room;

static long long now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000LL + time.tv_nsec / 1000;
}

static double processor(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static void die(const char *why) {
    fprintf(stderr, "limit: %s\n", why);
    exit(1);
}

static size_t take(char *data, size_t size, size_t count, void *context) {
    (void)data, (void)context;
    return size * count;
}

static int on_socket(CURL *easy, curl_socket_t socket, int what, void *context, void *known) {
    (void)easy, (void)context;
    struct epoll_event event = {.data.fd = socket};
    if (what == CURL_POLL_REMOVE) {
        epoll_ctl(epoll, EPOLL_CTL_DEL, socket, &event);
        return 0;
    }
    if (what & CURL_POLL_IN) event.events |= EPOLLIN;
    if (what & CURL_POLL_OUT) event.events |= EPOLLOUT;
    epoll_ctl(epoll, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, socket, &event);
    if (!known) curl_multi_assign(multi, socket, multi);
    return 0;
}

static int on_timer(CURLM *handle, long milliseconds, void *context) {
    (void)handle, (void)context;
    wake_up = milliseconds < 0 ? -1 : now() + milliseconds * 1000;
    return 0;
}

static CURL *new_probe(void) {
    CURL *easy = curl_easy_init();
    if (!easy) die("no memory");
    curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "Answerback/benchmark");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 60000L);
    curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_SESSIONID_CACHE, resumes ? 1L : 0L);
    curl_easy_setopt(easy, CURLOPT_DNS_CACHE_TIMEOUT, 0L);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_CERTINFO, 1L);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take);
    if (resumes) curl_easy_setopt(easy, CURLOPT_SHARE, sessions);
    if (ca_file) {
        // libcurl keeps the parsed bundle only when no directory is set beside it.
        curl_easy_setopt(easy, CURLOPT_CAINFO, ca_file);
        curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
    }
    return easy;
}

static void start(void) {
    CURL *easy = idle_count ? idle[--idle_count] : new_probe();
    curl_easy_setopt(easy, CURLOPT_URL, urls[started++ % url_count]);
    curl_multi_add_handle(multi, easy);
    in_flight++;
}

static void take_result(CURL *easy, CURLcode code) {
    long status = 0;
    curl_off_t total = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(easy, CURLINFO_TOTAL_TIME_T, &total);
    if (code != CURLE_OK && measuring) fprintf(stderr, "limit: %s\n", curl_easy_strerror(code));
    if (measuring && ended < room) {
        good += code == CURLE_OK && status == 204;
        latencies[ended++] = total;
    }
    curl_multi_remove_handle(multi, easy);
    in_flight--;
    idle = realloc(idle, sizeof *idle * (idle_count + 1));
    idle[idle_count++] = easy;
}

static void turn(long long until) {
    if (wake_up >= 0 && wake_up < until) until = wake_up;
    long long rest = until - now();
    struct epoll_event events[256];
    int running, left, count = epoll_wait(epoll, events, 256, rest > 0 ? (rest + 999) / 1000 : 0);
    for (int i = 0; i < count; i++) {
        int mask = (events[i].events & EPOLLIN ? CURL_CSELECT_IN : 0) | (events[i].events & EPOLLOUT ? CURL_CSELECT_OUT : 0)
            | (events[i].events & (EPOLLERR | EPOLLHUP) ? CURL_CSELECT_ERR : 0);
        curl_multi_socket_action(multi, events[i].data.fd, mask, &running);
    }
    if (wake_up >= 0 && wake_up <= now()) {
        wake_up = -1;
        curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running);
    }
    for (CURLMsg *message; (message = curl_multi_info_read(multi, &left));)
        if (message->msg == CURLMSG_DONE) take_result(message->easy_handle, message->data.result);
}

/// Probes until that time; `due` goes on where the last call stopped.
static void run(int paced, double amount, long long end, long long *due) {
    while (now() < end) {
        if (!paced) {
            // What is started at once keeps the others waiting: as many at a time as the engine starts.
            for (int i = 0; i < 64 && in_flight < amount; i++) start();
            turn(in_flight < amount ? now() : end);
            continue;
        }
        for (; now() >= *due; *due += GATHER)
            for (int i = 0; i < amount * GATHER / 1000000; i++) start();
        turn(*due < end ? *due : end);
    }
}

static int by_size(const void *left, const void *right) {
    long long a = *(const long long *)left, b = *(const long long *)right;
    return (a > b) - (a < b);
}

int main(int count, char **arguments) {
    if (count < 5) die("usage: limit rate|flight AMOUNT WARM-UP SECONDS [CA-FILE [resume]] <URLS");
    int paced = strcmp(arguments[1], "rate") == 0;
    double amount = atof(arguments[2]), warm_up = atof(arguments[3]), seconds = atof(arguments[4]);
    ca_file = count > 5 ? arguments[5] : NULL;
    resumes = count > 6;
    char line[2048];
    while (url_count < MAX_URLS && fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = 0;
        urls[url_count++] = strdup(line);
    }
    if (!url_count) die("no URLs");
    room = 20000 * (seconds + 1);
    latencies = calloc(room, sizeof *latencies);

    curl_global_init(CURL_GLOBAL_DEFAULT);
    sessions = curl_share_init();
    curl_share_setopt(sessions, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
    multi = curl_multi_init();
    epoll = epoll_create1(EPOLL_CLOEXEC);
    curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, on_socket);
    curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, on_timer);

    long long begin = now(), due = begin;
    run(paced, amount, begin + warm_up * 1e6, &due);
    measuring = 1;
    double before = processor();
    run(paced, amount, begin + (warm_up + seconds) * 1e6, &due);
    double spent = processor() - before;
    if (ended == room) die("more answers than there is room for");
    qsort(latencies, ended, sizeof *latencies, by_size);
    printf("{\"probes\": %ld, \"good\": %ld, \"processor\": %.6f, \"p50\": %.6f, \"p99\": %.6f}\n", ended, good, spent,
        ended ? latencies[ended / 2] / 1e6 : 0, ended ? latencies[ended * 99 / 100] / 1e6 : 0);
}

// A server whose delay is known: `/after/50` answers 204 after 50 ms, `/never` keeps the connection and stays silent, `/held` tells how
// many connections are open and how many requests there have been. Prints its port; listens on every address of this machine.
//
// Each answer has a timer of its own in the kernel, so it is late by no more than it takes to be scheduled.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

enum { MAX = 65536 };

static int epoll;
/// By descriptor: the connection that waits for this timer, or 0.
static int waiting[MAX];
static long held, requests;

static void watch(int descriptor) {
    struct epoll_event event = {.events = EPOLLIN, .data.fd = descriptor};
    epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event);
}

static void end(int connection) {
    close(connection);
    held--;
}

static void answer(int connection, const char *text) {
    if (send(connection, text, strlen(text), MSG_NOSIGNAL) < 0) perror("slow: send");
    end(connection);
}

static void answer_after(int connection, long milliseconds) {
    // Whatever the client does meanwhile is looked at no more.
    epoll_ctl(epoll, EPOLL_CTL_DEL, connection, NULL);
    int timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
    if (timer < 0) {
        perror("slow: timer");
        exit(1);
    }
    struct itimerspec time = {.it_value = {milliseconds / 1000, milliseconds % 1000 * 1000000 + 1}};
    timerfd_settime(timer, 0, &time, NULL);
    waiting[timer] = connection;
    watch(timer);
}

static void read_request(int connection) {
    char text[4096];
    ssize_t length = recv(connection, text, sizeof text - 1, 0);
    if (length <= 0) return end(connection);
    text[length] = 0;
    char *path = strchr(text, ' ');
    if (!path) return end(connection);
    if (strncmp(path, " /held", 6) == 0) {
        char reply[100];
        snprintf(reply, sizeof reply, "HTTP/1.0 200 OK\r\n\r\n%ld %ld\n", held - 1, requests);
        return answer(connection, reply);
    }
    requests++;
    if (strncmp(path, " /after/", 8) == 0) answer_after(connection, atol(path + 8));
}

int main(void) {
    int one = 1, listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t length = sizeof address;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(listener, (struct sockaddr *)&address, length) < 0 || listen(listener, 4096) < 0) {
        perror("slow");
        return 1;
    }
    getsockname(listener, (struct sockaddr *)&address, &length);
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    epoll = epoll_create1(EPOLL_CLOEXEC);
    watch(listener);
    for (;;) {
        struct epoll_event events[256];
        int count = epoll_wait(epoll, events, 256, -1);
        for (int i = 0; i < count; i++) {
            int descriptor = events[i].data.fd;
            if (descriptor == listener) {
                int connection = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
                if (connection < 0 || connection >= MAX) {
                    perror("slow: accept");
                    return 1;
                }
                held++;
                watch(connection);
            } else if (waiting[descriptor]) {
                answer(waiting[descriptor], "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
                waiting[descriptor] = 0;
                close(descriptor);
            } else {
                read_request(descriptor);
            }
        }
    }
}

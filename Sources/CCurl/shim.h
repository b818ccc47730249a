// libcurl for Swift. Swift does not import variadic C functions, so there is one function here for each *type* of
// argument that curl_easy_setopt, curl_easy_getinfo and curl_multi_setopt take; the compiler then checks the type.
#ifndef CCURL_SHIM_H
#define CCURL_SHIM_H

#include <curl/curl.h>
#include <dlfcn.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>

static inline CURLcode ccurl_set_long(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode ccurl_set_off(CURL *easy, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(easy, option, value);
}

/// libcurl copies the text; null takes the option back.
static inline CURLcode ccurl_set_string(CURL *easy, CURLoption option, const char *value) {
    return curl_easy_setopt(easy, option, value);
}

/// The list stays ours and has to live until the transfer is over.
static inline CURLcode ccurl_set_list(CURL *easy, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode ccurl_set_pointer(CURL *easy, CURLoption option, void *value) {
    return curl_easy_setopt(easy, option, value);
}

typedef size_t (*ccurl_data_function)(char *data, size_t size, size_t count, void *context);
/// For CURLOPT_WRITEFUNCTION, CURLOPT_HEADERFUNCTION and CURLOPT_READFUNCTION.
static inline CURLcode ccurl_set_data_function(CURL *easy, CURLoption option, ccurl_data_function value) {
    return curl_easy_setopt(easy, option, value);
}

typedef curl_socket_t (*ccurl_open_function)(void *context, curlsocktype purpose, struct curl_sockaddr *address);
static inline CURLcode ccurl_set_open_function(CURL *easy, ccurl_open_function value) {
    return curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, value);
}

typedef int (*ccurl_close_function)(void *context, curl_socket_t socket);
static inline CURLcode ccurl_set_close_function(CURL *easy, ccurl_close_function value) {
    return curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, value);
}

typedef int (*ccurl_resolver_function)(void *resolver, void *reserved, void *context);
/// Called when libcurl is about to look something up itself; anything but 0 ends the transfer.
static inline CURLcode ccurl_set_resolver_function(CURL *easy, ccurl_resolver_function value) {
    return curl_easy_setopt(easy, CURLOPT_RESOLVER_START_FUNCTION, value);
}

typedef CURLcode (*ccurl_tls_function)(CURL *easy, void *tls, void *context);
/// Called when a TCP connection stands and the TLS handshake is about to begin.
static inline CURLcode ccurl_set_tls_function(CURL *easy, ccurl_tls_function value) {
    return curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, value);
}

typedef int (*ccurl_ready_function)(void *context, char *address, char *local_address, int port, int local_port);
/// Called when the connection stands, with TLS, and the request is about to be sent.
static inline CURLcode ccurl_set_ready_function(CURL *easy, ccurl_ready_function value) {
    return curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, value);
}

typedef int (*ccurl_debug_function)(CURL *easy, curl_infotype kind, char *data, size_t count, void *context);
static inline CURLcode ccurl_set_debug_function(CURL *easy, ccurl_debug_function value) {
    return curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, value);
}

typedef int (*ccurl_progress_function)(void *context, curl_off_t, curl_off_t, curl_off_t, curl_off_t);
static inline CURLcode ccurl_set_progress_function(CURL *easy, ccurl_progress_function value) {
    return curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, value);
}

static inline CURLcode ccurl_get_long(CURL *easy, CURLINFO info, long *value) {
    return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode ccurl_get_off(CURL *easy, CURLINFO info, curl_off_t *value) {
    return curl_easy_getinfo(easy, info, value);
}

/// The text belongs to the handle and lives until it is used again.
static inline CURLcode ccurl_get_string(CURL *easy, CURLINFO info, const char **value) {
    return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode ccurl_get_certificates(CURL *easy, struct curl_certinfo **value) {
    return curl_easy_getinfo(easy, CURLINFO_CERTINFO, value);
}

static inline CURLcode ccurl_get_pointer(CURL *easy, CURLINFO info, void **value) {
    return curl_easy_getinfo(easy, info, (char **)value);
}

/// Version and cipher of the TLS session, while the transfer has its connection; left alone where there is none.
///
/// The session is OpenSSL's, which libcurl has loaded: its functions are looked up, so that we need not be linked to it.
static inline void ccurl_get_session(CURL *easy, const char **version, const char **cipher) {
    struct curl_tlssessioninfo *session = NULL;
    if (curl_easy_getinfo(easy, CURLINFO_TLS_SSL_PTR, &session) != CURLE_OK || !session || !session->internals) return;
    void *loaded = session->backend == CURLSSLBACKEND_OPENSSL ? dlopen(NULL, RTLD_LAZY) : NULL;
    if (!loaded) return;
    const char *(*version_of)(void *) = (const char *(*)(void *))dlsym(loaded, "SSL_get_version");
    void *(*cipher_of)(void *) = (void *(*)(void *))dlsym(loaded, "SSL_get_current_cipher");
    const char *(*name_of)(void *) = (const char *(*)(void *))dlsym(loaded, "SSL_CIPHER_get_name");
    if (version_of) *version = version_of(session->internals);
    if (cipher_of && name_of) *cipher = name_of(cipher_of(session->internals));
    dlclose(loaded);
}

static inline CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

static inline CURLMcode ccurl_multi_set_pointer(CURLM *multi, CURLMoption option, void *value) {
    return curl_multi_setopt(multi, option, value);
}

typedef int (*ccurl_socket_function)(CURL *easy, curl_socket_t socket, int what, void *context, void *socket_context);
static inline CURLMcode ccurl_multi_set_socket_function(CURLM *multi, ccurl_socket_function value) {
    return curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, value);
}

typedef int (*ccurl_timer_function)(CURLM *multi, long milliseconds, void *context);
static inline CURLMcode ccurl_multi_set_timer_function(CURLM *multi, ccurl_timer_function value) {
    return curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, value);
}

/// The result of a finished transfer, out of the message's union.
static inline CURLcode ccurl_message_result(const CURLMsg *message) {
    return message->data.result;
}

/// CURLVERSION_NOW is a macro that Swift does not see.
static inline const curl_version_info_data *ccurl_version(void) {
    return curl_version_info(CURLVERSION_NOW);
}

/// Names the calling thread, as /proc and debuggers show it; at most 15 characters.
static inline void ccurl_name_thread(const char *name) {
    prctl(PR_SET_NAME, name, 0, 0, 0);
}

#endif

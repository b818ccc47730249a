import AnswerbackCore

/// What usually causes a reason and what to look at first: written for the owner of the callback, not for the operator of Answerback.
extension Reason {
    var advice: String {
        switch self {
        case .http5xx:
            """
            The request arrived, and the program at this address, or the proxy before it, answered with a server error. 502, 503 and \
            504 mostly come from the proxy: the program behind it is not running, not ready or too slow. 500 comes from the program \
            itself. Look first at the program's own log at the time above, then at what was deployed or restarted shortly before.
            """
        case .http4xx:
            """
            The address answers but refuses the request: mostly 404 or 410 after a path was renamed or a route not deployed, 403 from a \
            firewall or an allow list, 429 from a rate limit. Compare the registered callback with the path that the program serves, \
            and see whether the request reached its log.
            """
        case .redirect:
            """
            The address answers with a redirect: mostly from http to https, to another host name, to a log-in page, or to the same path \
            with a slash at its end. Answerback does not follow it, and a posted message often does not survive one. Register the \
            address that the redirect leads to.
            """
        case .auth:
            """
            The credentials that the registry holds for this role were refused, a token although it was new. Mostly a secret was changed \
            on one side only, the clock of the callback's machine is wrong, or the authentication registered for this role belongs to \
            another environment. Look at what the callback's own log says about the token.
            """
        case .authNotEnforced:
            """
            The callback took a request whose credentials were out of date on purpose. Mostly the check is switched off, stands in a \
            proxy that does not apply it to this path, or only looks whether the header is there. Send a request without an \
            Authorization header yourself: it should be answered with 401.
            """
        case .authContract:
            """
            Credentials that are out of date have one right answer, 401. Mostly a framework says 403 or 400 instead, a gateway sends a \
            log-in page, or the check itself fails. Look at what your framework or gateway does with an expired token, and make \
            it say 401. If it says 404, the route may not take POST at all.
            """
        case .protocolError:
            """
            Something listens at this address, but what it says is not HTTP. Mostly it is another service on this port, or TLS is spoken \
            where plain HTTP is registered. Compare the scheme and the port of the registered callback with what the server really \
            listens on.
            """
        case .tokenEndpoint:
            """
            The token endpoint answered, but what stands at the registered accessTokenPath is no token. Mostly the answer was given another \
            form, the path has a slip of the pen, or a log-in page answers in the endpoint's place. Make the registered request yourself \
            and compare its answer with the path.
            """
        case .dns:
            """
            The name in the callback's address could not be resolved. Mostly a record was removed or renamed, a domain has expired, or \
            the name is known only inside a network. Look the name up from outside your own network, and look for a slip of the pen \
            in the registered address. When many callbacks have this at once, suspect the resolver that Answerback uses.
            """
        case .connect:
            """
            The name was found, but nobody took the connection. Refused at once: the program is not running, or listens on another port \
            or only on localhost. No reaction at all: a firewall or a route drops the packets, or the machine is down. Look first \
            whether the process runs and where it listens, then whether the firewall lets the outside in.
            """
        case .tls:
            """
            The connection was made, but encryption could not be agreed on. Mostly the certificate has expired, does not name this host, or \
            comes without its intermediate certificate; less often the server wants a certificate from us or speaks only old \
            versions of TLS. What was seen above mostly names the cause. Look whether a renewed certificate reached the running server.
            """
        case .reset:
            """
            The connection was opened and closed again before an answer came. Mostly the program crashes on the request or is just \
            restarting, a load balancer has no healthy server behind it, or a firewall cuts the connection. Look at the logs of the load \
            balancer and of the program at the time above: a crash leaves its trace there.
            """
        case .timeout:
            """
            The connection was made and the request sent, but no answer came while we waited. Mostly the program is busy or stuck: it works \
            on a message before it answers, waits for a database or another service, or has run out of threads. Look at what it \
            is waiting for. eGain's advice is to answer at once and to work on the message afterwards.
            """
        case .blocked:
            """
            The callback's address, or what its name resolves to, lies in a range that this Answerback must not connect to. Mostly a name \
            points to an internal address by mistake. If the address is right, its operator has to allow it (probe.allow).
            """
        case .invalidURL:
            """
            What is registered as the callback cannot be used as a URL. Mostly the scheme (https://) is missing, there is a space or a line \
            end in it, or a placeholder was never filled in. Correct the callback of this role in the registry.
            """
        // Nobody is told of these: they judge no callback.
        case .ownNetwork, .ownResolver, .ownLoad, .ownLimits, .notAsked:
            """
            Answerback itself could not see the callback, which says nothing of how it is. Its operator should look at the machine.
            """
        }
    }

    /// For answers that are good, but come too late.
    static let adviceOnSlowness = """
        The callback answers well, but late. Mostly it does its work first and answers then: it calls a model, a database or another \
        service. eGain's advice is to answer at once and to work on the message afterwards. The times above show where it goes: a long \
        "wait" is the program itself, a long "dns", "connect" or "tls" is the way to it.
        """
}

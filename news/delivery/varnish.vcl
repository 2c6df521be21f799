# Varnish in front of the platform: keeps the API's answers and reader pages, and drops
# by tag exactly what a change has touched. Needs the xkey module (Debian: varnish,
# varnish-modules). Put in the backend's address and the hosts of the workers, set
# VARNISH_URLS for the workers, and raise API_SHARED_SECONDS.
vcl 4.1;

import std;
import xkey;

backend default {
    .host = "127.0.0.1";
    .port = "8000";
    .probe = {
        .url = "/livez";
        .interval = 2s;
        .timeout = 1s;
        .window = 3;
        .threshold = 1;
    }
}

# Who may purge: the hosts that run workers.
acl purgers {
    "127.0.0.1";
    "::1";
}

sub vcl_recv {
    if (req.method == "PURGE") {
        if (client.ip !~ purgers) {
            return (synth(403, "Not allowed"));
        }
        if (req.http.xkey-purge) {
            set req.http.purged = xkey.purge(req.http.xkey-purge);
            return (synth(200, "Purged " + req.http.purged));
        }
        return (purge);
    }
    unset req.http.xkey;
    if (req.url ~ "^/(admin|api/v3)/") {
        return (pass);
    }
    if (req.url ~ "^/(api/v2|static|media)/") {
        # No answer there varies by cookies.
        unset req.http.Cookie;
    } elsif (req.method == "GET" || req.method == "HEAD") {
        # Reader pages come in two forms; each browser words its wishes in its own way.
        if (req.http.Accept !~ "(?i)text/markdown") {
            set req.http.Accept = "text/html";
        }
        # Only who is logged in is told apart.
        if (req.http.Cookie !~ "(^|;\s*)sessionid=") {
            unset req.http.Cookie;
        }
    }
    # Old answers are for when there are no new ones.
    if (std.healthy(req.backend_hint)) {
        set req.grace = 0s;
    }
}

sub vcl_backend_response {
    if (beresp.http.Surrogate-Key) {
        set beresp.http.xkey = beresp.http.Surrogate-Key;
    }
    # Nothing is kept that does not say so; Varnish's own rule is two minutes.
    if (!beresp.http.Cache-Control && !beresp.http.Expires) {
        set beresp.uncacheable = true;
        set beresp.ttl = 120s;
        return (deliver);
    }
    # A failure is no answer to be kept in place of one.
    if (beresp.status >= 500 && bereq.is_bgfetch) {
        return (abandon);
    }
    set beresp.grace = 24h;
}

sub vcl_deliver {
    unset resp.http.xkey;
    unset resp.http.Surrogate-Key;
    if (obj.hits > 0) {
        set resp.http.X-Cache = "hit";
    } else {
        set resp.http.X-Cache = "miss";
    }
}

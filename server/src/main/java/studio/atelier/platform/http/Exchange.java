package studio.atelier.platform.http;

import java.net.URI;

/// Where a request came from, with trusted proxies seen through.
///
/// @param requestId stands in the answer and in the log
/// @param address   the client's address as text, without port
/// @param local     the request was made on this machine and for this machine
/// @param secure    the client spoke HTTPS
/// @param site      scheme, host and port under which the client knows this server
public record Exchange(String requestId, String address, boolean local, boolean secure, URI site) {}

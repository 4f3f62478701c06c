package studio.atelier.backend.realtime;

import studio.atelier.platform.problem.ProblemCode;

/// What realtime refuses over HTTP. What is refused on a socket has the words of the protocol.
public enum RealtimeProblem implements ProblemCode {
    KEY_MISSING(
            "realtime.key_missing",
            401,
            "No key",
            "API key is missing",
            "Send the anon or publishable key as parameter apikey."),
    KEY_REFUSED(
            "realtime.key_refused",
            401,
            "The key is refused",
            "The token provided is not a valid JWT",
            "Send a key or token of this server that has not expired."),
    UNAUTHORIZED(
            "realtime.unauthorized",
            401,
            "Nobody asks",
            "Unauthorized",
            "Send a key in the header apikey, or a token in Authorization."),
    CLIENTS_FULL(
            "realtime.clients_full",
            429,
            "Too many clients",
            "Too many connected users",
            "Try again in a few seconds, or have ATELIER_REALTIME_CLIENTS raised."),
    NOT_A_SOCKET(
            "realtime.not_a_socket",
            426,
            "Not a WebSocket",
            "This address takes WebSocket connections only",
            "Ask for an upgrade to websocket."),
    VERSION_UNKNOWN(
            "realtime.version_unknown",
            400,
            "Unknown serializer",
            "The serializer version must be 1.0.0 or 2.0.0",
            "Send vsn=1.0.0 or vsn=2.0.0."),
    BODY_INVALID(
            "realtime.body_invalid",
            422,
            "Messages need a change",
            "The messages cannot be read",
            "Send topic, event and payload for each message."),
    TYPE_UNSUPPORTED(
            "realtime.type_unsupported",
            415,
            "Not a type that is taken",
            "Unsupported Media Type",
            "Send application/json or application/octet-stream."),
    BATCH_TOO_LARGE(
            "realtime.batch_too_large",
            429,
            "Too many messages",
            "Too many messages to broadcast, please reduce the batch size",
            "Send fewer messages at once.");

    private final String code;
    private final int status;
    private final String title;
    private final String wire;
    private final String action;

    RealtimeProblem(String code, int status, String title, String wire, String action) {
        this.code = code;
        this.status = status;
        this.title = title;
        this.wire = wire;
        this.action = action;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public String action() {
        return action;
    }

    /// In the words clients know.
    public String wire() {
        return wire;
    }
}

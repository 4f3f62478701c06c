package studio.atelier.platform.outbound;

import java.io.IOException;

/// The body of an answer went beyond a limit of its call.
public final class BodyFault extends IOException {

    private static final long serialVersionUID = 1L;

    public enum Kind {
        TOO_LARGE,
        IDLE_TOO_LONG,
        TOTAL_TOO_LONG
    }

    private final Kind kind;

    BodyFault(Kind kind, String sentence) {
        super(sentence);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}

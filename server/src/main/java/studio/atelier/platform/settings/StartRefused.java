package studio.atelier.platform.settings;

import org.jspecify.annotations.Nullable;

/// The server cannot start as things are, or a command of the operator cannot be carried out. The message is
/// one or more whole sentences for the operator: what is wrong and what to do. It is printed as it stands,
/// without a stack trace, and the process ends with a non-zero code.
public final class StartRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StartRefused(String sentence) {
        this(sentence, null);
    }

    public StartRefused(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }
}

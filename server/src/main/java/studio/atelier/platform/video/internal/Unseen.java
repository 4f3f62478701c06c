package studio.atelier.platform.video.internal;

import studio.atelier.platform.video.ClipResult.Reason;

/// A look that led to nothing.
public final class Unseen extends Exception {

    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final String sentence;

    /// @param sentence for people
    /// @param said     by the program, for the log
    Unseen(Reason reason, String sentence, String said) {
        super(said);
        this.reason = reason;
        this.sentence = sentence;
    }

    public Reason reason() {
        return reason;
    }

    public String sentence() {
        return sentence;
    }
}

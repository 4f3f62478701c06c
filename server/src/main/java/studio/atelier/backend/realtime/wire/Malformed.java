package studio.atelier.backend.realtime.wire;

/// A frame that says nothing. Carries no stack: whoever sends such frames may send many.
public final class Malformed extends Exception {

    private static final long serialVersionUID = 1L;

    public Malformed(String reason) {
        super(reason, null, false, false);
    }
}

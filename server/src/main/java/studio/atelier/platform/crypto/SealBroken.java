package studio.atelier.platform.crypto;

/// A sealed secret cannot be opened: it was changed, moved to another row, or wrapped under a key this
/// server lacks. Never the caller's fault.
public final class SealBroken extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SealBroken(String what) {
        super(what);
    }

    SealBroken(String what, Throwable cause) {
        super(what, cause);
    }
}

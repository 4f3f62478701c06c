package studio.atelier.platform.crypto;

/// The server must not start with this master key. The message is a sentence for the operator and holds no key.
public final class MasterKeyRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public MasterKeyRefused(String sentence) {
        super(sentence);
    }

    MasterKeyRefused(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}

package studio.atelier.engine.media.internal.format;

/// A file breaks the rules of its own format.
public final class Damaged extends Exception {

    private static final long serialVersionUID = 1L;

    private final String sentence;

    /// @param sentence for the person who sent the file
    public Damaged(String sentence) {
        super(sentence);
        this.sentence = sentence;
    }

    public String sentence() {
        return sentence;
    }
}

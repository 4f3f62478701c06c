package studio.atelier.engine.demo;

/// A text that is wanted. The same order gives the same text.
///
/// @param prompt what was asked
/// @param length how long
public record TextOrder(String prompt, long seed, Length length) {

    /// How many paragraphs, about.
    public enum Length {
        SHORT,
        MEDIUM,
        LONG
    }
}

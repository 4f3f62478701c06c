package studio.atelier.engine.media;

/// Which file of an asset.
public enum Variant {
    ORIGINAL,
    THUMBNAIL,
    PREVIEW,
    /// Some seconds of a clip, silent.
    LOOP
}

package studio.atelier.platform.video;

/// What became of a look at a clip.
public sealed interface ClipResult<T> {

    /// It was seen.
    record Done<T>(T value) implements ClipResult<T> {}

    /// It was not.
    ///
    /// @param sentence for people; says nothing of the server
    record Refused<T>(Reason reason, String sentence) implements ClipResult<T> {}

    /// Why not.
    enum Reason {
        /// There is no ffmpeg on this server that can be used.
        UNAVAILABLE,
        /// No turn came.
        BUSY,
        /// It cannot be decoded.
        DAMAGED,
        /// It has more pixels than are decoded here.
        TOO_LARGE,
        /// It took longer than a look may take.
        TOO_SLOW
    }
}

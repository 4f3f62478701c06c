package studio.atelier.platform.pictures;

/// What became of some work on a picture.
public sealed interface PictureResult<T> {

    /// It was done.
    record Done<T>(T value) implements PictureResult<T> {}

    /// It was not.
    ///
    /// @param sentence for people; says nothing of the server
    record Refused<T>(Reason reason, String sentence) implements PictureResult<T> {}

    /// Why not.
    enum Reason {
        /// Not a picture, or one of a format that cannot be read here.
        UNSUPPORTED,
        /// Beyond [PictureLimits], or more bytes than are read.
        TOO_LARGE,
        /// Broken, or not whole.
        DAMAGED,
        /// Everything was busy and stayed so; later it works.
        BUSY
    }
}

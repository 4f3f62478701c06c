package studio.atelier.platform.pictures.internal.vips;

/// libvips could not do it; usually because of the file.
public final class VipsFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /// @param words the library's own; for the log
    public VipsFailure(String words) {
        super(words);
    }
}

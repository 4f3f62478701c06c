package studio.atelier.platform.pictures;

/// Size as shown, turned upright.
///
/// @param width  pixels
/// @param height pixels
public record PictureSize(int width, int height) {

    public long pixels() {
        return (long) width * height;
    }
}

package studio.atelier.platform.pictures;

/// What the header of a picture says.
public record PictureProbe(PictureFormat format, PictureSize size) {}

package studio.atelier.platform.pictures;

/// The small forms of a picture.
///
/// @param size      of the whole picture, upright
/// @param color     average on black, `#rrggbb`
/// @param thumbnail at most 512 pixels a side
/// @param preview   at most 1600 pixels a side
public record Smalls(PictureSize size, String color, Encoded thumbnail, Encoded preview) {}

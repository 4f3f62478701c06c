package studio.atelier.platform.pictures;

/// How a picture gets into a box. None ever enlarges it.
public enum Fit {
    /// Fills the box, keeps its proportions, loses what sticks out on both sides alike.
    COVER,
    /// Lies within the box whole, keeps its proportions.
    CONTAIN,
    /// Takes the proportions of the box.
    FILL
}

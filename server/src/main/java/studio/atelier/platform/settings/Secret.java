package studio.atelier.platform.settings;

/// A value that must not appear in a log, an answer or a dump. Prints `***`.
///
/// @param reveal the value in the clear; only for handing it to the one call that needs it
public record Secret(String reveal) {

    @Override
    public String toString() {
        return "***";
    }
}

package studio.atelier.platform.failpoint;

import java.util.Optional;
import studio.atelier.platform.settings.SettingsReader;

/// @param name   of the step at which the process ends; empty for none
/// @param passes at which pass, from 1
public record FailpointSettings(String name, int passes) {

    /// `ATELIER_FAILPOINT=name` dies at the first pass, `name:3` at the third.
    public static FailpointSettings read(SettingsReader settings) {
        Optional<String> value = settings.optional(
                "ATELIER_FAILPOINT", "For crash tests: the step at which the server ends at once, as if killed.");
        if (value.isEmpty()) {
            return new FailpointSettings("", 1);
        }
        String[] parts = value.get().split(":", 2);
        try {
            return new FailpointSettings(parts[0], parts.length == 1 ? 1 : Integer.parseInt(parts[1]));
        } catch (NumberFormatException _) {
            settings.fault("ATELIER_FAILPOINT", "takes a name, or name:count");
            return new FailpointSettings("", 1);
        }
    }
}

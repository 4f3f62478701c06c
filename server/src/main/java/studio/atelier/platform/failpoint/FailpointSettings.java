package studio.atelier.platform.failpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import studio.atelier.platform.settings.SettingsReader;

/// @param steps in the order in which they are to be met; empty for none
public record FailpointSettings(List<Step> steps) {

    private static final String WHAT =
            "For crash tests: the steps, each name or name:count, at which whoever comes by stops for good; at the "
                    + "last of them the server ends at once, as if killed.";

    public FailpointSettings {
        steps = List.copyOf(steps);
    }

    /// @param passes at which pass, from 1, counted from when the steps before were met
    public record Step(String name, int passes) {}

    /// `ATELIER_FAILPOINT=name` dies at the first pass, `name:3` at the third; with `first,second` whoever comes
    /// by `first` stays there, and the server dies when somebody else comes by `second`.
    public static FailpointSettings read(SettingsReader settings) {
        Optional<String> value = settings.optional("ATELIER_FAILPOINT", WHAT);
        List<Step> steps = new ArrayList<>();
        for (String each : value.map(all -> all.split(",", -1)).orElseGet(() -> new String[0])) {
            String[] parts = each.split(":", 2);
            try {
                steps.add(new Step(parts[0], parts.length == 1 ? 1 : Integer.parseInt(parts[1])));
            } catch (NumberFormatException _) {
                settings.fault("ATELIER_FAILPOINT", "takes a name or name:count, or several with commas");
            }
        }
        return new FailpointSettings(steps);
    }
}

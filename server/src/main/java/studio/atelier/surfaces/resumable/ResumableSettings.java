package studio.atelier.surfaces.resumable;

import java.time.Duration;
import studio.atelier.platform.settings.SettingsReader;

/// @param keep how long an upload may take from its beginning
public record ResumableSettings(Duration keep) {

    public static ResumableSettings read(SettingsReader settings) {
        return new ResumableSettings(settings.duration(
                "ATELIER_STORAGE_RESUMABLE_KEEP",
                Duration.ofHours(24),
                Duration.ofMinutes(5),
                Duration.ofDays(30),
                "How long a resumable upload may take from its beginning; what is not whole by then is removed."));
    }
}

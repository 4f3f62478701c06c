package studio.atelier.platform.events;

import java.time.Duration;
import studio.atelier.platform.settings.SettingsReader;

/// @param kept how long events are kept at least; four times as long for a consumer that has not read them
public record EventsSettings(Duration kept) {

    public static EventsSettings read(SettingsReader settings) {
        return new EventsSettings(settings.duration(
                "ATELIER_EVENTS_KEPT",
                Duration.ofDays(7),
                Duration.ofHours(1),
                Duration.ofDays(365),
                "How long events are kept after every listener has read them."));
    }
}

package studio.atelier.platform.outbound;

import java.time.Duration;
import java.util.Set;
import studio.atelier.platform.settings.SettingsReader;

/// @param allowed        places that may be reached although they are private or speak plain HTTP
/// @param connectTimeout longest wait for a connection
public record OutboundSettings(Set<HostPort> allowed, Duration connectTimeout) {

    public OutboundSettings {
        allowed = Set.copyOf(allowed);
    }

    public static OutboundSettings read(SettingsReader settings) {
        return new OutboundSettings(
                Set.copyOf(settings.list(
                        "ATELIER_OUTBOUND_ALLOW",
                        "host:port",
                        HostPort::parse,
                        "Private or plain-HTTP places that provider addresses may name, such as localhost:11434.")),
                settings.duration(
                        "ATELIER_OUTBOUND_CONNECT_TIMEOUT",
                        Duration.ofSeconds(10),
                        Duration.ofMillis(100),
                        Duration.ofMinutes(1),
                        "Longest wait for a connection to a provider."));
    }
}

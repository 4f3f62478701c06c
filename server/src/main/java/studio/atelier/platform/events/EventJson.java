package studio.atelier.platform.events;

import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/// Events as JSON: snake case, unknown fields ignored so that a reader survives what a newer publisher
/// adds.
final class EventJson {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    private EventJson() {}

    static JsonNode write(Record event) {
        return MAPPER.valueToTree(event);
    }

    static <E extends Record> E read(String payload, Class<E> record) {
        return MAPPER.readValue(payload, record);
    }

    /// @throws IllegalArgumentException for a record that is not an event
    static String typeOf(Class<? extends Record> event) {
        return Optional.ofNullable(event.getAnnotation(EventType.class))
                .map(EventType::value)
                .orElseThrow(() -> new IllegalArgumentException(event.getName() + " lacks @EventType"));
    }
}

package studio.atelier.platform.http.internal;

import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import studio.atelier.platform.http.JsonBodies;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Request bodies through [JsonBodies], answers through the usual mapper.
final class StrictJson extends JacksonJsonHttpMessageConverter {

    private final JsonBodies bodies;

    StrictJson(JsonMapper mapper, JsonBodies bodies) {
        super(mapper);
        this.bodies = bodies;
    }

    @Override
    public Object read(ResolvableType type, HttpInputMessage message, @Nullable Map<String, Object> hints)
            throws IOException {
        return read(message, type.resolve(Object.class), type);
    }

    @Override
    protected Object readInternal(Class<?> type, HttpInputMessage message) throws IOException {
        return read(message, type, ResolvableType.forClass(type));
    }

    private Object read(HttpInputMessage message, Class<?> raw, ResolvableType type) throws IOException {
        JsonNode tree = bodies.tree(message.getBody());
        return JsonNode.class.isAssignableFrom(raw) ? tree : bodies.read(tree, getJavaType(type.getType(), null));
    }
}

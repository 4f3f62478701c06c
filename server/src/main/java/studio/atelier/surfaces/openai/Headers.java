package studio.atelier.surfaces.openai;

import org.springframework.http.HttpHeaders;
import studio.atelier.engine.generation.Generation;

/// What the dialect has no field for.
final class Headers {

    private Headers() {}

    static HttpHeaders of(Generation row) {
        HttpHeaders headers = new HttpHeaders();
        headers.set("x-atelier-generation-id", row.id().toString());
        headers.set("x-atelier-key-source", row.keySource());
        if (row.costMicros() != null) {
            headers.set("x-atelier-cost-micros", row.costMicros().toString());
        }
        return headers;
    }
}

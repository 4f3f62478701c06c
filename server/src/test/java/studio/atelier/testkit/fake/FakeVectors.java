package studio.atelier.testkit.fake;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import tools.jackson.databind.JsonNode;

/// Embeddings: the same text gives the same numbers.
public final class FakeVectors {

    private FakeVectors() {}

    /// @return a text, or each of a list of texts
    public static List<String> texts(JsonNode input) {
        List<String> texts = new ArrayList<>();
        if (input.isArray()) {
            input.forEach(each -> texts.add(each.isString() ? each.asString() : each.toString()));
        } else if (!input.asString("").isEmpty()) {
            texts.add(input.asString());
        }
        return texts;
    }

    public static List<Double> values(String text, int dimensions) {
        return new Random(text.hashCode()).doubles(dimensions, -1, 1).boxed().toList();
    }

    /// Little endian, 32 bit each, as Base64.
    public static String packed(String text, int dimensions) {
        ByteBuffer packed = ByteBuffer.allocate(dimensions * 4).order(ByteOrder.LITTLE_ENDIAN);
        values(text, dimensions).forEach(value -> packed.putFloat(value.floatValue()));
        return Base64.getEncoder().encodeToString(packed.array());
    }
}

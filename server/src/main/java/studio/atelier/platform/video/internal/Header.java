package studio.atelier.platform.video.internal;

import org.jspecify.annotations.Nullable;
import studio.atelier.platform.video.ClipFacts;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads what `ffprobe` writes.
final class Header {

    /// What is asked for.
    static final String ENTRIES = "format=duration:stream=codec_type,codec_name,width,height,avg_frame_rate,duration"
            + ":stream_side_data=rotation:stream_disposition=attached_pic";

    /// A length beyond is a mistake of whoever wrote the file: a hundred days.
    private static final double SECONDS_MAX = 100.0 * 24 * 3600;

    private static final double FRAME_RATE_MAX = 1000;
    private static final int CODEC_LETTERS_MAX = 40;
    private static final JsonMapper JSON = new JsonMapper();

    private Header() {}

    /// @throws JacksonException when it is not what was asked for
    static ClipFacts read(String text) {
        JsonNode root = JSON.readTree(text);
        JsonNode picture = first(root, "video");
        JsonNode sound = first(root, "audio");
        boolean turned = turned(picture);
        int width = picture.path("width").asInt(0);
        int height = picture.path("height").asInt(0);
        boolean sized = width > 0 && height > 0;
        return new ClipFacts(
                sized ? Integer.valueOf(turned ? height : width) : null,
                sized ? Integer.valueOf(turned ? width : height) : null,
                duration(root, picture, sound),
                frameRate(picture.path("avg_frame_rate").asString("")),
                codec(picture),
                codec(sound));
    }

    /// @return a missing node where there is none; the cover of a song is no picture track
    private static JsonNode first(JsonNode root, String type) {
        for (JsonNode stream : root.path("streams")) {
            boolean cover = stream.path("disposition").path("attached_pic").asInt(0) == 1;
            if (stream.path("codec_type").asString("").equals(type) && !cover) {
                return stream;
            }
        }
        return JSON.missingNode();
    }

    private static boolean turned(JsonNode picture) {
        for (JsonNode side : picture.path("side_data_list")) {
            if (Math.abs(side.path("rotation").asInt(0)) % 180 == 90) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Long duration(JsonNode root, JsonNode picture, JsonNode sound) {
        for (JsonNode place : new JsonNode[] {root.path("format"), picture, sound}) {
            double seconds = number(place.path("duration").asString(""));
            if (seconds > 0 && seconds <= SECONDS_MAX) {
                return Math.round(seconds * 1000);
            }
        }
        return null;
    }

    /// @param fraction `30000/1001`
    private static @Nullable Double frameRate(String fraction) {
        int bar = fraction.indexOf('/');
        if (bar < 0) {
            return null;
        }
        double rate = number(fraction.substring(0, bar)) / number(fraction.substring(bar + 1));
        return rate > 0 && rate <= FRAME_RATE_MAX ? Double.valueOf(Math.round(rate * 1000) / 1000.0) : null;
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    private static @Nullable String codec(JsonNode stream) {
        String name = stream.path("codec_name").asString("").replaceAll("[^A-Za-z0-9_.-]", "");
        return name.isEmpty() ? null : name.substring(0, Math.min(name.length(), CODEC_LETTERS_MAX));
    }
}

package studio.atelier.engine.providers.demo;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import studio.atelier.engine.catalog.Usage;
import studio.atelier.engine.demo.DemoPictures;
import studio.atelier.engine.demo.DemoSounds;
import studio.atelier.engine.demo.DemoTexts;
import studio.atelier.engine.demo.PictureOrder;
import studio.atelier.engine.demo.SoundOrder;
import studio.atelier.engine.demo.TextOrder;
import studio.atelier.engine.providers.Answer;
import studio.atelier.engine.providers.Cancellation;
import studio.atelier.engine.providers.Discovery;
import studio.atelier.engine.providers.OutputSink;
import studio.atelier.engine.providers.Provider;
import studio.atelier.engine.providers.ProviderCall;
import studio.atelier.engine.providers.ProviderFailure;
import studio.atelier.engine.providers.ProviderFailure.Words;
import studio.atelier.engine.providers.ProviderTraits;
import studio.atelier.engine.providers.Reference;
import studio.atelier.engine.vault.ProviderCredentials;
import tools.jackson.databind.JsonNode;

/// The built-in renderer behind the port: free, without a network, the same answer for the same call, so
/// that a lost call is simply made again. Thread-safe.
public final class DemoProvider implements Provider {

    /// Catalog and rows know it by this name.
    static final String NAME = "demo";

    private static final ProviderTraits TRAITS = new ProviderTraits(false, false, false, true, false, false, 16);
    private static final int REFERENCE_EDGE = 512;

    /// About as many letters as a token of a real model has; only for the count.
    private static final int LETTERS_A_TOKEN = 4;

    private final DemoPictures pictures = new DemoPictures();
    private final DemoSounds sounds = new DemoSounds();
    private final DemoTexts texts = new DemoTexts();
    private final Duration pace;

    /// @param pace between two pieces of a text, so that it reads like writing; zero for tests
    public DemoProvider(Duration pace) {
        this.pace = pace;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ProviderTraits traits() {
        return TRAITS;
    }

    @Override
    public Answer submit(ProviderCall call, OutputSink sink) {
        try {
            return switch (call.type()) {
                case TEXT -> text(call, sink);
                case IMAGE -> picture(call, sink);
                case AUDIO -> sound(call, sink);
                case VIDEO -> invalid("The demo renderer makes no video.");
            };
        } catch (IOException failure) {
            // Only the sink throws it; the port wants it as it is, and its methods declare nothing.
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return new Answer.Failed(new ProviderFailure.NotSent(Words.of("The demo renderer was told to stop.")));
        }
    }

    private static Answer invalid(String sentence) {
        return new Answer.Failed(new ProviderFailure.InvalidInput(Words.of(sentence)));
    }

    private Answer text(ProviderCall call, OutputSink sink) throws InterruptedException {
        String prompt = call.prompt().isBlank() ? lastMessage(call.parameters().get("messages")) : call.prompt();
        var length = TextOrder.Length.valueOf(word(call, "length", "medium").toUpperCase(Locale.ROOT));
        List<String> tokens = texts.tokens(new TextOrder(prompt, seed(call), length));
        long allowed = number(call, "max_completion_tokens", Integer.MAX_VALUE);
        long letters = 0;
        for (int i = 0; i < tokens.size(); i++) {
            if (tokens(letters) >= allowed) {
                return new Answer.Completed(usage(prompt, letters), null, "length");
            }
            sink.text(tokens.get(i));
            letters += tokens.get(i).length();
            if (!pace.isZero()) {
                Thread.sleep(pace);
            }
        }
        return new Answer.Completed(usage(prompt, letters), null, "stop");
    }

    private static Usage usage(String prompt, long letters) {
        return new Usage(tokens(prompt.length()), null, null, tokens(letters), null, null, null);
    }

    private static long tokens(long letters) {
        return (letters + LETTERS_A_TOKEN - 1) / LETTERS_A_TOKEN;
    }

    /// @return the text of the last message of the person, empty when there is none
    private static String lastMessage(@Nullable JsonNode messages) {
        String text = "";
        if (messages != null) {
            for (JsonNode message : messages) {
                if (message.path("role").asString("").equals("user")) {
                    text = content(message.path("content"));
                }
            }
        }
        return text;
    }

    private static String content(JsonNode content) {
        if (content.isString()) {
            return content.asString();
        }
        var text = new StringBuilder();
        for (JsonNode part : content) {
            text.append(part.path("text").asString("")).append(' ');
        }
        return text.toString().strip();
    }

    private Answer picture(ProviderCall call, OutputSink sink) throws IOException {
        BufferedImage reference = null;
        if (!call.references().isEmpty()) {
            reference = decoded(call.references().getFirst());
            if (reference == null) {
                return invalid("The demo renderer reads reference pictures in PNG, JPEG and GIF; send one of these.");
            }
        }
        Frame frame = frame(call);
        String style = word(call, "style", "auto");
        String prompt = style.equals("auto") ? call.prompt() : style.replace('_', ' ') + ", " + call.prompt();
        sink.progress(0.1);
        BufferedImage picture =
                pictures.draw(new PictureOrder(prompt, seed(call), frame.width(), frame.height(), reference));
        sink.progress(0.7);
        var bytes = new ByteArrayOutputStream(2 << 20);
        ImageIO.write(picture, "png", bytes);
        sink.media("image/png", new ByteArrayInputStream(bytes.toByteArray()));
        return new Answer.Completed(Usage.UNSAID.withImages(1), null, null);
    }

    private record Frame(int width, int height) {}

    /// The long edge as asked, the short one from the ratio, both in steps of 8 pixels.
    private static Frame frame(ProviderCall call) {
        int edge = Math.clamp(number(call, "long_edge", 1024), PictureOrder.EDGE_MIN, PictureOrder.EDGE_MAX);
        String[] ratio = word(call, "aspect_ratio", "1:1").split(":", -1);
        double across = Double.parseDouble(ratio[0]);
        double down = Double.parseDouble(ratio[1]);
        double longest = Math.max(across, down);
        return new Frame(step(edge * across / longest), step(edge * down / longest));
    }

    private static int step(double pixels) {
        return Math.clamp(Math.round(pixels / 8) * 8, PictureOrder.EDGE_MIN, PictureOrder.EDGE_MAX);
    }

    /// @return null for a format that Java does not read
    private static @Nullable BufferedImage decoded(Reference reference) throws IOException {
        try (InputStream content = reference.content().open();
                var input = ImageIO.createImageInputStream(content)) {
            var readers = ImageIO.getImageReaders(input);
            if (!readers.hasNext()) {
                return null;
            }
            var reader = readers.next();
            try {
                reader.setInput(input, true, true);
                var read = reader.getDefaultReadParam();
                int skip = Math.max(1, Math.max(reader.getWidth(0), reader.getHeight(0)) / REFERENCE_EDGE);
                read.setSourceSubsampling(skip, skip, 0, 0);
                return reader.read(0, read);
            } finally {
                reader.dispose();
            }
        }
    }

    private Answer sound(ProviderCall call, OutputSink sink) throws IOException {
        int seconds = Math.clamp(number(call, "duration_seconds", 8), 2, 30);
        var bytes = new ByteArrayOutputStream(seconds * 176_400 + 1024);
        sink.progress(0.1);
        sounds.play(new SoundOrder(call.prompt(), seed(call), seconds, word(call, "mood", "auto")), bytes);
        sink.progress(0.8);
        sink.media("audio/wav", new ByteArrayInputStream(bytes.toByteArray()));
        return new Answer.Completed(new Usage(null, null, null, null, null, (double) seconds, null), null, null);
    }

    /// Without a seed the call's id is one: another each time, and the same when the same call is made
    /// again.
    private static long seed(ProviderCall call) {
        JsonNode seed = call.parameters().get("seed");
        return seed != null && seed.isNumber() ? seed.asLong() : call.id().getLeastSignificantBits();
    }

    private static long number(ProviderCall call, String name, long otherwise) {
        JsonNode value = call.parameters().get(name);
        return value != null && value.isNumber() ? value.asLong() : otherwise;
    }

    private static String word(ProviderCall call, String name, String otherwise) {
        JsonNode value = call.parameters().get(name);
        return value != null && value.isString() ? value.asString() : otherwise;
    }

    @Override
    public Answer poll(String handle, ProviderCall call, OutputSink sink) {
        throw new IllegalStateException("the demo renderer gives no handles");
    }

    @Override
    public Cancellation cancel(String handle, ProviderCall call) {
        return Cancellation.STOPPED;
    }

    @Override
    public Discovery discover(ProviderCredentials credentials) {
        return new Discovery.Models(List.of("demo-text", "demo-image", "demo-audio"));
    }
}

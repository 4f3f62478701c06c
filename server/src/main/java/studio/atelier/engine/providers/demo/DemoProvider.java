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
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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
/// that a lost call is simply made again. Texts stream; pictures and sounds are jobs, as most providers have
/// them. Thread-safe.
public final class DemoProvider implements Provider {

    private static final Logger log = LoggerFactory.getLogger(DemoProvider.class);

    /// Catalog and rows know it by this name.
    static final String NAME = "demo";

    private static final ProviderTraits TRAITS = new ProviderTraits(false, true, true, true, true, false, 16);
    private static final int REFERENCE_EDGE = 512;

    /// Some ten looks for a picture: progress moves, and nobody waits long for what is done.
    private static final Duration LOOK_AFTER = Duration.ofMillis(100);

    private static final double SOUND_BEGUN = 0.1;
    private static final int WAV_BYTES_A_SECOND = 176_400;
    private static final int WAV_HEADER_MAX = 1_024;
    private static final Duration RENDERER_IDLE_MAX = Duration.ofSeconds(30);

    /// About as many letters as a token of a real model has; only for the count.
    private static final int LETTERS_A_TOKEN = 4;

    private final DemoPictures pictures = new DemoPictures();
    private final DemoSounds sounds = new DemoSounds();
    private final DemoTexts texts = new DemoTexts();
    private final Duration pace;
    private final DemoJobs jobs;

    /// @param pace between two pieces of a text, so that it reads like writing; zero for tests
    public DemoProvider(Duration pace) {
        this(pace, renderers());
    }

    /// @param renderers where pictures and sounds are made
    DemoProvider(Duration pace, Executor renderers) {
        this.pace = pace;
        this.jobs = new DemoJobs(renderers);
    }

    /// One thread for each core; threads of the system, because drawing never waits and would keep a virtual
    /// thread's carrier from everybody else. Idle ones end by themselves.
    private static Executor renderers() {
        int cores = Runtime.getRuntime().availableProcessors();
        var pool = new ThreadPoolExecutor(
                cores,
                cores,
                RENDERER_IDLE_MAX.toSeconds(),
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(DemoJobs.JOBS_MAX),
                Thread.ofPlatform().daemon().name("demo-renderer-", 1).factory());
        pool.allowCoreThreadTimeOut(true);
        return pool;
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
                case IMAGE -> taken(DemoOrder.Picture.of(call), call);
                case AUDIO -> taken(DemoOrder.Sound.of(call), call);
                case VIDEO, EMBEDDING, MODERATION ->
                    invalid("The demo renderer makes no " + call.type().word() + ".");
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
        var length = TextOrder.Length.valueOf(
                Parameters.word(call, "length", "medium").toUpperCase(Locale.ROOT));
        var order = new TextOrder(prompt, Parameters.seed(call), length);
        String thought = Parameters.flag(call, "include_reasoning") ? texts.reasoning(order) : "";
        if (!thought.isEmpty()) {
            sink.reasoning(thought);
        }
        List<String> tokens = texts.tokens(order);
        long allowed = Parameters.number(call, "max_completion_tokens", Integer.MAX_VALUE);
        long letters = 0;
        for (int i = 0; i < tokens.size(); i++) {
            if (tokens(letters) >= allowed) {
                return new Answer.Completed(usage(prompt, thought, letters), null, "length");
            }
            sink.text(tokens.get(i));
            letters += tokens.get(i).length();
            if (!pace.isZero()) {
                sink.flush();
                Thread.sleep(pace);
            }
        }
        return new Answer.Completed(usage(prompt, thought, letters), null, "stop");
    }

    private static Usage usage(String prompt, String thought, long letters) {
        long thoughts = tokens(thought.length());
        return new Usage(tokens(prompt.length()), null, null, thoughts + tokens(letters), null, null, null)
                .withReasoning(thoughts);
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

    private Answer taken(DemoOrder order, ProviderCall call) throws IOException {
        return begun(order, call).orElse(new Answer.Accepted(order.handle(), LOOK_AFTER, null));
    }

    /// Starts the job of this order, unless somebody works on it already.
    ///
    /// @return why not; empty when it is on its way
    private Optional<Answer> begun(DemoOrder order, ProviderCall call) throws IOException {
        DemoJob.Work work = work(order, call);
        if (work == null) {
            return Optional.of(
                    invalid("The demo renderer reads reference pictures in PNG, JPEG and GIF; send one of these."));
        }
        return jobs.start(order.handle(), work)
                ? Optional.empty()
                : Optional.of(new Answer.Failed(
                        new ProviderFailure.Overloaded(Words.of("The demo renderer has too many jobs."), null)));
    }

    /// @return null when the reference cannot be read
    private DemoJob.@Nullable Work work(DemoOrder order, ProviderCall call) throws IOException {
        return switch (order) {
            case DemoOrder.Sound sound -> sound(sound, call.prompt());
            case DemoOrder.Picture picture
            when call.references().isEmpty() -> picture(picture, picture.prompt(call), null);
            case DemoOrder.Picture picture -> {
                BufferedImage reference = decoded(call.references().getFirst());
                yield reference == null ? null : picture(picture, picture.prompt(call), reference);
            }
        };
    }

    private DemoJob.Work picture(DemoOrder.Picture order, String prompt, @Nullable BufferedImage reference) {
        return progress -> {
            BufferedImage picture = pictures.draw(
                    new PictureOrder(prompt, order.seed(), order.width(), order.height(), reference), progress);
            var bytes = new ByteArrayOutputStream(2 << 20);
            ImageIO.write(picture, "png", bytes);
            return new DemoJob.Made("image/png", bytes, Usage.UNSAID.withImages(1));
        };
    }

    private DemoJob.Work sound(DemoOrder.Sound order, String prompt) {
        return progress -> {
            progress.accept(SOUND_BEGUN);
            var bytes = new ByteArrayOutputStream(order.seconds() * WAV_BYTES_A_SECOND + WAV_HEADER_MAX);
            sounds.play(new SoundOrder(prompt, order.seed(), order.seconds(), order.mood()), bytes);
            return new DemoJob.Made(
                    "audio/wav", bytes, new Usage(null, null, null, null, null, (double) order.seconds(), null));
        };
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

    @Override
    public Answer poll(String handle, ProviderCall call, OutputSink sink) {
        DemoOrder order = DemoOrder.of(handle).orElse(null);
        if (order == null) {
            return new Answer.Failed(
                    new ProviderFailure.Broken(Words.of("The demo renderer never gave this handle: " + handle)));
        }
        DemoJob job = jobs.find(handle);
        try {
            // Nobody works on it here: after a restart it is made again.
            return job == null
                    ? begun(order, call).orElse(new Answer.Running(0, LOOK_AFTER))
                    : looked(handle, job, sink);
        } catch (IOException failure) {
            // Only the sink and the references throw it; the port wants it as it is.
            throw new UncheckedIOException(failure);
        }
    }

    private Answer looked(String handle, DemoJob job, OutputSink sink) throws IOException {
        return switch (job.state()) {
            case DemoJob.State.Making(double fraction) -> new Answer.Running(fraction, LOOK_AFTER);
            case DemoJob.State.Finished(DemoJob.Made made) -> {
                sink.media(
                        made.mimeType(), new ByteArrayInputStream(made.content().toByteArray()));
                jobs.forget(handle);
                yield new Answer.Completed(made.usage(), null, null);
            }
            case DemoJob.State.Broken(Throwable cause) -> {
                jobs.forget(handle);
                log.error("the demo renderer failed", cause);
                yield new Answer.Failed(
                        new ProviderFailure.Broken(Words.of("The demo renderer could not make this one.")));
            }
        };
    }

    @Override
    public Cancellation cancel(String handle, ProviderCall call) {
        return jobs.cancel(handle);
    }

    @Override
    public Discovery discover(ProviderCredentials credentials) {
        return new Discovery.Models(List.of("demo-text", "demo-image", "demo-audio"));
    }
}

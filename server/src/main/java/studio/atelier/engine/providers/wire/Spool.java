package studio.atelier.engine.providers.wire;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import studio.atelier.engine.catalog.Usage;
import studio.atelier.engine.providers.Answer;
import studio.atelier.engine.providers.OutputSink;
import studio.atelier.engine.providers.ProviderFailure;
import studio.atelier.platform.outbound.Outbound;
import studio.atelier.platform.outbound.OutboundCall;
import studio.atelier.platform.outbound.OutboundLimits;
import studio.atelier.platform.outbound.Outcome;
import tools.jackson.core.Base64Variants;
import tools.jackson.core.JsonParser;

/// The files of one answer on their way to the sink. They wait on disk until all of them are whole, so that
/// a download that breaks can be tried again without anything delivered twice. One thread.
public final class Spool implements AutoCloseable {

    /// For pictures and sounds.
    public static final OutboundLimits FETCH = OutboundLimits.DOWNLOAD.withBodyBytesMax(256L << 20);

    private static final int FILES_MAX = 16;

    private final Outbound outbound;
    private final Failures failures;
    private final List<Waiting> files = new ArrayList<>();

    private record Waiting(String mimeType, Path file) {}

    public Spool(Outbound outbound, Failures failures) {
        this.outbound = outbound;
        this.failures = failures;
    }

    public int size() {
        return files.size();
    }

    /// @throws IOException when the content breaks off, or there are more than 16 files
    public void add(String mimeType, InputStream content) throws IOException {
        Files.copy(content, place(mimeType), StandardCopyOption.REPLACE_EXISTING);
    }

    /// A file that comes in pieces; to be closed before anything else is added.
    public OutputStream begin(String mimeType) throws IOException {
        return new BufferedOutputStream(Files.newOutputStream(place(mimeType)));
    }

    /// Decodes the value the parser stands at.
    public void addBase64(String mimeType, JsonParser parser) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(place(mimeType)))) {
            parser.readBinaryValue(Base64Variants.MIME_NO_LINEFEEDS, out);
        }
    }

    /// @throws IOException when it is not Base64
    public void addBase64(String mimeType, String text) throws IOException {
        add(mimeType, new ByteArrayInputStream(decoded(text)));
    }

    /// A short file, or a piece of one, that is needed in memory.
    ///
    /// @throws IOException when it is not Base64
    public static byte[] decoded(String base64) throws IOException {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException problem) {
            throw new IOException("not Base64", problem);
        }
    }

    /// Takes an address as an answer names it: a data URL, absolute, or relative to where the answer came
    /// from. No key is sent there.
    ///
    /// @param mimeType when the server of the file does not say
    public Optional<ProviderFailure> fetch(URI base, String url, String mimeType, OutboundLimits limits)
            throws IOException {
        return fetch(base, url, mimeType, uri -> OutboundCall.get(uri, limits));
    }

    /// The same for files that need a key.
    ///
    /// @param call sends the key to hosts it belongs to and to no other
    public Optional<ProviderFailure> fetch(URI base, String url, String mimeType, Function<URI, OutboundCall> call)
            throws IOException {
        if (url.startsWith("data:") && url.contains(";base64,")) {
            addBase64(url.substring("data:".length(), url.indexOf(';')), url.substring(url.indexOf(',') + 1));
            return Optional.empty();
        }
        try {
            return fetch(call.apply(base.resolve(url)), mimeType);
        } catch (IllegalArgumentException _) {
            return Optional.of(lost("its address is not one."));
        }
    }

    /// @return what went wrong; [ProviderFailure.NoAnswer] when another try may bring the file
    public Optional<ProviderFailure> fetch(OutboundCall call, String mimeType) throws IOException {
        return switch (outbound.send(call)) {
            case Outcome.Answered file -> {
                try (file) {
                    yield file.ok() ? kept(file, mimeType) : Optional.of(unfetched(file));
                }
            }
            case Outcome.NotSent unsent
            when failures.of(unsent) instanceof ProviderFailure.InvalidInput -> Optional.of(lost(unsent.detail()));
            case Outcome.NotSent unsent -> Optional.of(later(unsent.detail()));
            case Outcome.SentNoAnswer silence -> Optional.of(later(silence.detail()));
        };
    }

    private Optional<ProviderFailure> kept(Outcome.Answered file, String mimeType) {
        String said = file.header("content-type")
                .map(type -> type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
                .orElse(mimeType);
        if (said.startsWith("text/") || said.equals("application/json")) {
            return Optional.of(lost("its server sent " + said + " in its place."));
        }
        try {
            add(
                    said.equals("application/octet-stream") || said.equals("binary/octet-stream") ? mimeType : said,
                    file.body());
            return Optional.empty();
        } catch (IOException broken) {
            ProviderFailure failure = failures.unreadable(broken, null);
            return Optional.of(failure instanceof ProviderFailure.BadOutput ? failure : later("the connection broke."));
        }
    }

    private ProviderFailure unfetched(Outcome.Answered file) {
        return switch (file.status()) {
            case 408, 425, 429, 500, 502, 503, 504 -> later("its server answered with status " + file.status() + ".");
            case 404, 410 -> lost("it is no longer there (status " + file.status() + ").");
            default -> lost("its server answered with status " + file.status() + ".");
        };
    }

    private ProviderFailure lost(String why) {
        return new ProviderFailure.BadOutput(
                failures.words("The provider made a file that could not be fetched: " + why, null));
    }

    private ProviderFailure later(String why) {
        return new ProviderFailure.NoAnswer(
                failures.words("The provider made a file that could not be fetched yet: " + why, null));
    }

    /// One file that is wanted.
    ///
    /// @param index    in the order in which the files came
    /// @param mimeType empty for what is known of the file already
    public record Wanted(int index, String mimeType) {}

    /// Forgets all other files.
    public void keep(List<Wanted> wanted) {
        List<Waiting> kept = wanted.stream()
                .map(each -> {
                    Waiting file = files.get(each.index());
                    return each.mimeType().isEmpty() ? file : new Waiting(each.mimeType(), file.file());
                })
                .toList();
        files.stream()
                .map(Waiting::file)
                .filter(file -> kept.stream().noneMatch(each -> each.file().equals(file)))
                .forEach(Spool::delete);
        files.clear();
        files.addAll(kept);
    }

    /// Hands everything over.
    ///
    /// @param nothing what to say when there is no file
    public Answer deliver(OutputSink sink, Usage usage, @Nullable String requestId, String nothing) {
        if (files.isEmpty()) {
            return new Answer.Failed(new ProviderFailure.BadOutput(failures.words(nothing, requestId)));
        }
        for (Waiting each : files) {
            try (InputStream content = Files.newInputStream(each.file())) {
                if (Files.size(each.file()) == 0) {
                    throw new IOException("The provider made an empty file.");
                }
                sink.media(each.mimeType(), content);
            } catch (IOException refusal) {
                String why = String.valueOf(refusal.getMessage());
                return new Answer.Failed(new ProviderFailure.BadOutput(failures.words(why, requestId)));
            }
        }
        return new Answer.Completed(usage, requestId, null);
    }

    private Path place(String mimeType) throws IOException {
        if (files.size() == FILES_MAX) {
            throw new IOException("more than " + FILES_MAX + " files");
        }
        Path file = Files.createTempFile("atelier-output-", ".part");
        files.add(new Waiting(mimeType, file));
        return file;
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        files.forEach(each -> delete(each.file()));
    }
}

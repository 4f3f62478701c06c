package studio.atelier.platform.video.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import studio.atelier.platform.video.ClipFacts;
import studio.atelier.platform.video.ClipResult.Reason;
import studio.atelier.platform.video.Container;
import studio.atelier.platform.video.VideoSettings;
import tools.jackson.core.JacksonException;

/// The three questions put to the programs. Thread-safe.
public final class Ffmpeg implements AutoCloseable {

    private static final int HEADER_BYTES_MAX = 256 << 10;
    private static final int STILL_BYTES_MAX = 16 << 20;
    private static final int LOOP_BYTES_MAX = 2 << 20;

    /// Decoders that are let at files of strangers. Names of other builds are passed over.
    private static final List<String> DECODERS = List.of(
            "h264",
            "hevc",
            "av1",
            "libdav1d",
            "libaom-av1",
            "vp8",
            "vp9",
            "libvpx",
            "libvpx-vp9",
            "mpeg4",
            "prores",
            "mjpeg");

    /// What they read; a clip in anything else is kept without a picture.
    private static final Set<String> CODECS = Set.of("h264", "hevc", "av1", "vp8", "vp9", "mpeg4", "prores", "mjpeg");

    /// From the first three seconds the most typical of twelve pictures: a fade from black is passed over.
    private static final String STILL_FILTER = "fps=4,scale=w='min(iw,1600)':h='min(ih,1600)'"
            + ":force_original_aspect_ratio=decrease,thumbnail=n=12,format=rgb24";

    private static final String LOOP_FILTER = "fps=12,scale=w='min(iw,480)':h='min(ih,480)'"
            + ":force_original_aspect_ratio=decrease:force_divisible_by=2,format=yuv420p";

    private static final int STILL_SECONDS = 3;
    private static final int LOOP_SECONDS = 4;

    private final Programs programs;
    private final Confined confined;
    private final VideoSettings settings;

    public Ffmpeg(Programs programs, VideoSettings settings) {
        this.programs = programs;
        this.confined = new Confined(programs);
        this.settings = settings;
    }

    /// @throws Unseen `DAMAGED`, `TOO_SLOW`
    public ClipFacts facts(Path file, Container container) throws Unseen, IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(programs.ffprobe().toString(), "-v", "error"));
        command.addAll(source(container));
        // What the container says is enough; nothing is decoded to find out more.
        command.addAll(List.of("-nofind_stream_info", "-print_format", "json", "-show_entries", Header.ENTRIES, "fd:"));
        Confined.Ended ended = run(command, file, HEADER_BYTES_MAX);
        if (!ended.well()) {
            throw damaged(ended);
        }
        try {
            return Header.read(ended.text());
        } catch (JacksonException _) {
            throw damaged(ended);
        }
    }

    /// A PNG.
    ///
    /// @return nothing for a codec that is not read here
    /// @throws Unseen `TOO_LARGE`, `DAMAGED`, `TOO_SLOW`
    public Optional<byte[]> still(Path file, Container container, ClipFacts facts)
            throws Unseen, IOException, InterruptedException {
        Integer width = facts.width();
        Integer height = facts.height();
        String codec = facts.videoCodec();
        if (codec == null || !CODECS.contains(codec)) {
            return Optional.empty();
        }
        if (width == null || height == null) {
            throw new Unseen(Reason.DAMAGED, "The clip does not say how large its pictures are.", "no size");
        }
        if ((long) width * height > settings.pixelsMax()) {
            throw new Unseen(
                    Reason.TOO_LARGE,
                    "This clip has " + width + " × " + height + " pixels; at most " + settings.pixelsMax()
                            + " in all are taken.",
                    "too large");
        }
        List<String> command = decoding(container, STILL_SECONDS, STILL_FILTER);
        command.addAll(List.of("-frames:v", "1", "-c:v", "png", "-f", "image2pipe", "pipe:1"));
        Confined.Ended ended = run(command, file, STILL_BYTES_MAX);
        if (!ended.well() || ended.output().length == 0) {
            throw damaged(ended);
        }
        return Optional.of(ended.output());
    }

    /// WebM, for a clip that gave a still.
    ///
    /// @return nothing where it could not be made
    /// @throws Unseen `TOO_SLOW`
    public Optional<byte[]> loop(Path file, Container container) throws Unseen, IOException, InterruptedException {
        List<String> command = decoding(container, LOOP_SECONDS, LOOP_FILTER);
        command.addAll(List.of("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "400k"));
        command.addAll(List.of("-map_metadata", "-1", "-f", "webm", "pipe:1"));
        Confined.Ended ended = run(command, file, LOOP_BYTES_MAX);
        return ended.well() && ended.output().length > 0 ? Optional.of(ended.output()) : Optional.empty();
    }

    /// The file is the standard input and the only protocol is that one: nothing that a file names is opened.
    private static List<String> source(Container container) {
        String demuxer = container.demuxer();
        return List.of("-protocol_whitelist", "fd", "-format_whitelist", demuxer, "-f", demuxer);
    }

    private List<String> decoding(Container container, int seconds, String filter) {
        String threads = Integer.toString(Confined.THREADS);
        List<String> command = new ArrayList<>(List.of(
                programs.ffmpeg().toString(), "-v", "error", "-nostdin", "-filter_threads", "1", "-threads", threads));
        command.addAll(source(container));
        command.addAll(List.of("-codec_whitelist", String.join(",", DECODERS)));
        command.addAll(List.of("-max_pixels", Long.toString(settings.pixelsMax())));
        command.addAll(List.of("-an", "-sn", "-dn", "-t", Integer.toString(seconds), "-i", "fd:"));
        command.addAll(List.of("-map", "0:V:0", "-threads", threads, "-vf", filter));
        return command;
    }

    private Confined.Ended run(List<String> command, Path file, int outputBytes)
            throws Unseen, IOException, InterruptedException {
        var limits = new Confined.Limits(settings.timeMax(), settings.memoryBytes(), outputBytes);
        Confined.Ended ended = confined.run(command, file, limits);
        if (!ended.timely()) {
            throw new Unseen(
                    Reason.TOO_SLOW,
                    "Reading the clip takes too long; send a shorter or smaller one.",
                    "ended after " + settings.timeMax());
        }
        return ended;
    }

    private static Unseen damaged(Confined.Ended ended) {
        return new Unseen(
                Reason.DAMAGED,
                "The clip is damaged or incomplete; export it again and resend.",
                "exit " + ended.exit() + ": " + ended.errors());
    }

    @Override
    public void close() {
        confined.close();
    }
}

package studio.atelier.engine.workers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import studio.atelier.engine.catalog.Usage;
import studio.atelier.engine.generation.RemoteResult;
import studio.atelier.engine.generation.RemoteRuns;
import studio.atelier.engine.generation.RemoteTicket;
import studio.atelier.platform.problem.Faults;
import tools.jackson.databind.JsonNode;

/// What workers send, as JSON, and what is checked of it before anything is done.
final class ProtocolBodies {

    static final int WORDS_MAX = 200;
    static final int VERSION_LENGTH_MAX = 100;

    private static final int ERROR_LENGTH_MAX = 2_000;
    private static final int FOREIGN_KINDS_NAMED = 16;
    private static final long TOKENS_MAX = 100_000_000;
    private static final double SECONDS_MAX = 86_400;
    private static final Pattern TOKEN = Pattern.compile("[0-9]{1,18}");
    private static final Pattern PATH = Pattern.compile("([0-9a-f-]{36})/([0-9]{1,2})");

    private ProtocolBodies() {}

    record Register(
            @Nullable String version,
            @Nullable String device,
            @Nullable List<String> jobKinds,
            @Nullable Long vramTotalBytes,
            @Nullable Long vramUsedBytes,
            @Nullable String modelLoaded) {

        void check(Faults faults) {
            faults.limited("/version", version, VERSION_LENGTH_MAX);
            faults.limited("/device", device, WORDS_MAX);
            positive("/vram_total_bytes", vramTotalBytes, faults);
            vitals(vramUsedBytes, modelLoaded, faults);
        }
    }

    record Lease(
            @Nullable List<String> jobKinds,
            @Nullable Integer waitSeconds,
            @Nullable Integer leaseSeconds,
            @Nullable Long vramUsedBytes,
            @Nullable String modelLoaded) {

        Duration wait(Faults faults) {
            return seconds("/wait_seconds", waitSeconds, Duration.ZERO, JobDesk.WAIT_MAX, JobDesk.WAIT_MAX, faults);
        }
    }

    record Alive(@Nullable Long vramUsedBytes, @Nullable String modelLoaded) {}

    record Picture(@Nullable String mimeType, @Nullable String data) {}

    record Beat(
            @Nullable String leaseToken,
            @Nullable Double progress,
            @Nullable Picture preview,
            @Nullable Integer leaseSeconds,
            @Nullable Long vramUsedBytes,
            @Nullable String modelLoaded) {}

    /// @param path as the answer to the upload named it
    record Output(@Nullable String path, @Nullable String mimeType) {}

    record UsageSaid(
            @Nullable Long inputTokens,
            @Nullable Long outputTokens,
            @Nullable Double seconds) {

        Usage usage(Faults faults) {
            tokens("/usage/input_tokens", inputTokens, faults);
            tokens("/usage/output_tokens", outputTokens, faults);
            if (seconds != null && !(seconds >= 0 && seconds <= SECONDS_MAX)) {
                faults.add("/usage/seconds", "out_of_range", "From 0 to " + (long) SECONDS_MAX + ".");
            }
            return new Usage(inputTokens, null, null, outputTokens, null, seconds, null);
        }

        private static void tokens(String pointer, @Nullable Long tokens, Faults faults) {
            if (tokens != null && (tokens < 0 || tokens > TOKENS_MAX)) {
                faults.add(pointer, "out_of_range", "From 0 to " + TOKENS_MAX + ".");
            }
        }
    }

    record Complete(
            @Nullable String leaseToken,
            @Nullable List<Output> outputs,
            @Nullable String text,
            @Nullable JsonNode data,
            @Nullable String finishReason,
            @Nullable UsageSaid usage) {

        RemoteResult result(Faults faults) {
            faults.limited("/text", text, RemoteRuns.TEXT_MAX);
            faults.limited("/finish_reason", finishReason, WORDS_MAX);
            Usage used = usage == null ? Usage.UNSAID : usage.usage(faults);
            return new RemoteResult(used, text, data == null || data.isNull() ? null : data, finishReason);
        }
    }

    /// @param retry another try may work; true when it is not said
    record Fail(
            @Nullable String leaseToken,
            @Nullable String error,
            @Nullable Boolean retry) {

        String error(Faults faults) {
            return faults.required("/error", error, ERROR_LENGTH_MAX);
        }
    }

    record Token(@Nullable String leaseToken) {}

    /// @param count of results, 1 where it is missing
    record Uploads(@Nullable String leaseToken, @Nullable Integer count) {

        int count(Faults faults) {
            int wanted = count == null ? 1 : count;
            if (wanted < 1 || wanted > RemoteRuns.OUTPUTS_MAX) {
                faults.add("/count", "out_of_range", "From 1 to " + RemoteRuns.OUTPUTS_MAX + ".");
            }
            return wanted;
        }
    }

    /// @return null after noting a fault
    static @Nullable RemoteTicket ticket(Worker worker, UUID job, @Nullable String leaseToken, Faults faults) {
        return ticket(worker.id(), job, leaseToken, faults);
    }

    /// @return null after noting a fault
    static @Nullable RemoteTicket ticket(UUID worker, UUID job, @Nullable String leaseToken, Faults faults) {
        if (leaseToken == null || !TOKEN.matcher(leaseToken).matches()) {
            faults.add("/lease_token", "required", "Send the lease_token that came with the job.");
            return null;
        }
        return new RemoteTicket(job, worker, Long.parseLong(leaseToken));
    }

    static String path(UUID job, int position) {
        return job + "/" + position;
    }

    /// Which uploads are meant.
    static List<Integer> positions(UUID job, @Nullable List<Output> outputs, Faults faults) {
        List<Integer> positions = new ArrayList<>();
        List<Output> given = outputs == null ? List.of() : outputs;
        if (given.size() > RemoteRuns.OUTPUTS_MAX) {
            faults.add("/outputs", "too_many", "At most " + RemoteRuns.OUTPUTS_MAX + " outputs.");
            return positions;
        }
        for (int at = 0; at < given.size(); at++) {
            String path = given.get(at) == null ? null : given.get(at).path();
            Matcher match = PATH.matcher(path == null ? "" : path);
            if (match.matches() && match.group(1).equals(job.toString())) {
                positions.add(Integer.parseInt(match.group(2)));
            } else {
                faults.add("/outputs/" + at + "/path", "invalid", "Name the path that the upload answered.");
            }
        }
        return positions;
    }

    /// @return null when there is none, or after noting a fault
    static RemoteRuns.@Nullable Preview preview(@Nullable Picture picture, Faults faults) {
        if (picture == null) {
            return null;
        }
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(picture.data() == null ? "" : picture.data());
        } catch (IllegalArgumentException _) {
            faults.add("/preview/data", "invalid", "Base64 belongs here.");
            return null;
        }
        if (bytes.length > RemoteRuns.PREVIEW_MAX) {
            faults.add("/preview/data", "too_long", "At most " + RemoteRuns.PREVIEW_MAX + " bytes.");
            return null;
        }
        String type = PictureBytes.type(bytes);
        if (type == null || !type.equals(picture.mimeType())) {
            faults.add("/preview", "invalid", "A JPEG, PNG or WebP belongs here, and its mime_type.");
            return null;
        }
        return new RemoteRuns.Preview(type, bytes);
    }

    /// @param progress 0 to 1
    static void progress(@Nullable Double progress, Faults faults) {
        if (progress != null && !(progress >= 0 && progress <= 1)) {
            faults.add("/progress", "out_of_range", "From 0 to 1.");
        }
    }

    static Duration lease(@Nullable Integer given, Duration otherwise, Faults faults) {
        return seconds("/lease_seconds", given, RemoteRuns.LEASE_MIN, RemoteRuns.LEASE_MAX, otherwise, faults);
    }

    static JobDesk.Vitals vitals(@Nullable Long vramUsed, @Nullable String modelLoaded, Faults faults) {
        positive("/vram_used_bytes", vramUsed, faults);
        faults.limited("/model_loaded", modelLoaded, WORDS_MAX);
        return new JobDesk.Vitals(vramUsed, modelLoaded);
    }

    /// Kinds that a worker names must be among those it may serve.
    ///
    /// @return all it may serve, or offers, when it names none
    static Set<String> kinds(@Nullable List<String> named, List<String> otherwise, Worker worker) {
        if (named == null) {
            return Set.copyOf(otherwise);
        }
        List<String> foreign = named.stream()
                .filter(kind -> kind == null || !worker.jobKinds().contains(kind))
                .map(String::valueOf)
                .limit(FOREIGN_KINDS_NAMED)
                .toList();
        if (!foreign.isEmpty()) {
            throw WorkersProblem.KIND_NOT_ALLOWED.problem("This worker may serve "
                    + String.join(", ", worker.jobKinds()) + "; not " + String.join(", ", foreign) + ".");
        }
        return Set.copyOf(named);
    }

    static void positive(String pointer, @Nullable Long value, Faults faults) {
        if (value != null && value < 0) {
            faults.add(pointer, "out_of_range", "Zero or more.");
        }
    }

    private static Duration seconds(
            String pointer, @Nullable Integer given, Duration min, Duration max, Duration otherwise, Faults faults) {
        if (given == null) {
            return otherwise;
        }
        if (given < min.toSeconds() || given > max.toSeconds()) {
            faults.add(pointer, "out_of_range", "From " + min.toSeconds() + " to " + max.toSeconds() + " seconds.");
            return otherwise;
        }
        return Duration.ofSeconds(given);
    }
}

package studio.atelier.engine.workers;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.problem.Faults;

/// Checks what is said of a worker, all fields at once.
final class WorkerForm {

    static final int NAME_LENGTH_MAX = 100;
    static final int KINDS_MAX = 64;
    static final int LABELS_MAX = 16;
    static final int URL_LENGTH_MAX = 2048;

    private static final Pattern LABEL = Pattern.compile("[a-z0-9][a-z0-9._-]{0,59}");

    private final JobKinds kinds;
    private final Function<URI, Optional<String>> refusal;

    /// @param refusal why an address may not be called, as a sentence
    WorkerForm(JobKinds kinds, Function<URI, Optional<String>> refusal) {
        this.kinds = kinds;
        this.refusal = refusal;
    }

    /// A new worker.
    WorkerStore.Terms terms(WorkerDraft draft, Faults faults) {
        String name = faults.required("/name", draft.name(), NAME_LENGTH_MAX).strip();
        if (draft.jobKinds() == null) {
            faults.add("/job_kinds", "required", "Say which job kinds it may serve.");
        }
        return new WorkerStore.Terms(
                name,
                type(draft.workerType(), WorkerType.GENERATION, faults),
                kinds("/job_kinds", draft.jobKinds(), faults),
                labels(draft.labels(), faults));
    }

    /// A change of one.
    WorkerStore.Terms terms(WorkerDraft draft, Worker before, Faults faults) {
        return new WorkerStore.Terms(
                draft.name() == null
                        ? before.name()
                        : faults.required("/name", draft.name(), NAME_LENGTH_MAX)
                                .strip(),
                type(draft.workerType(), before.type(), faults),
                draft.jobKinds() == null ? before.jobKinds() : kinds("/job_kinds", draft.jobKinds(), faults),
                draft.labels() == null ? before.labels() : labels(draft.labels(), faults));
    }

    private static WorkerType type(@Nullable String word, WorkerType otherwise, Faults faults) {
        if (word == null) {
            return otherwise;
        }
        return WorkerType.of(word).orElseGet(() -> {
            faults.add("/worker_type", "not_allowed", "One of generation, chat.");
            return otherwise;
        });
    }

    /// @return without repetitions; empty after noting a fault
    List<String> kinds(String pointer, @Nullable List<String> given, Faults faults) {
        if (given == null) {
            return List.of();
        }
        if (given.isEmpty() || given.size() > KINDS_MAX) {
            faults.add(pointer, "out_of_range", "From 1 to " + KINDS_MAX + " job kinds.");
            return List.of();
        }
        for (int at = 0; at < given.size(); at++) {
            String kind = given.get(at);
            if (kind == null || !kinds.knows(kind)) {
                faults.add(pointer + "/" + at, "unknown", "Known are: " + String.join(", ", kinds.all()) + ".");
            }
        }
        return faults.any() ? List.of() : given.stream().distinct().toList();
    }

    private static List<String> labels(@Nullable List<String> given, Faults faults) {
        if (given == null) {
            return List.of();
        }
        if (given.size() > LABELS_MAX) {
            faults.add("/labels", "too_many", "At most " + LABELS_MAX + " labels.");
            return List.of();
        }
        for (int at = 0; at < given.size(); at++) {
            String label = given.get(at);
            if (label == null || !LABEL.matcher(label).matches()) {
                faults.add("/labels/" + at, "invalid", "Small letters, digits, dots and dashes, at most 60.");
            }
        }
        return faults.any() ? List.of() : given.stream().distinct().toList();
    }

    /// @return the address; null when it is empty or after noting a fault
    @Nullable
    String url(String pointer, @Nullable String given, Faults faults) {
        String text = faults.limited(pointer, given, URL_LENGTH_MAX).strip();
        if (text.isEmpty()) {
            return null;
        }
        try {
            Optional<String> refused = refusal.apply(new URI(text));
            refused.ifPresent(sentence -> faults.add(pointer, "not_allowed", sentence));
            return refused.isPresent() ? null : text;
        } catch (URISyntaxException _) {
            faults.add(pointer, "invalid", "The address must look like https://host/path.");
            return null;
        }
    }
}

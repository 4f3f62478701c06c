package studio.atelier.engine.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/// One run that is at one step of its way when the server dies, and what must have become of it once another
/// server has gone on.
///
/// @param prompt names the case, and the run
/// @param step   the failpoint at which it stands; empty where it stands still by itself
/// @param begin  asks for it; may never be answered
/// @param resume what the others do, who notice nothing of the death but that a call broke: the worker, the client
record CrashStop(String prompt, String step, End end, Act begin, Act resume) {

    /// @param code   of the failure; empty for none
    /// @param bought how often the provider sold it; a worker sells nothing
    /// @param shown  its price is shown as perhaps lost
    record End(String status, String code, int bought, boolean shown) {

        private static final End DELIVERED = new End("completed", "", 1, false);
        private static final End UNKNOWN = new End("failed", GenerationProblem.OUTCOME_UNKNOWN.code(), 1, true);
        private static final End NEVER_LEFT = new End("failed", GenerationProblem.OUTCOME_UNKNOWN.code(), 0, true);
        private static final End WORKED = new End("completed", "", 0, false);
        private static final End BROKEN = new End("failed", GenerationProblem.PROVIDER_BROKEN.code(), 0, false);
        private static final End CANCELLED = new End("cancelled", "", 1, false);
    }

    @FunctionalInterface
    interface Act {
        void on(CrashScene scene, String prompt);
    }

    private static final Act NOTHING = (_, _) -> {};

    @Override
    public String toString() {
        return prompt;
    }

    /// In the order in which the steps are armed; at the last one the server dies.
    static List<CrashStop> all() {
        return List.of(
                inline("leased", End.DELIVERED),
                new CrashStop(
                        "inline leased, cancelled",
                        "generation.leased",
                        new End("cancelled", "", 0, false),
                        CrashStop::pictureCancelled,
                        NOTHING),
                inline("sent", End.NEVER_LEFT),
                inline("answered", End.UNKNOWN),
                inline("staged", End.DELIVERED),
                inline("settled", End.DELIVERED),
                new CrashStop("inline failed fake:500", "generation.failed", End.BROKEN, CrashStop::picture, NOTHING),
                // Nobody listens any more, so it is not run for anybody.
                streamed("accepted", End.NEVER_LEFT),
                streamed("sent", End.NEVER_LEFT),
                streamed("answered", End.UNKNOWN),
                // Text is kept nowhere before its row, which is one step away.
                streamed("staged", End.UNKNOWN),
                streamed("settled", End.DELIVERED),
                polled("sent", "generation.sent", End.NEVER_LEFT),
                polled("taken", "generation.answered", End.UNKNOWN),
                polled("handle kept", "generation.handle_kept", End.DELIVERED),
                polled("answered", "generation.answered:2", End.DELIVERED),
                polled("staged", "generation.staged", End.DELIVERED),
                polled("settled", "generation.settled", End.DELIVERED),
                new CrashStop(
                        "polled failed fake:no-webhook fake:instant fake:job-failed",
                        "generation.failed",
                        new End("failed", GenerationProblem.PROVIDER_BROKEN.code(), 1, false),
                        CrashStop::job,
                        NOTHING),
                new CrashStop(
                        "called back while down fake:stuck",
                        "generation.handle_kept",
                        End.DELIVERED,
                        CrashStop::job,
                        NOTHING),
                new CrashStop("worker leased", "remote.leased", End.WORKED, CrashStop::leased, CrashStop::leasedAgain),
                new CrashStop("worker staged", "remote.staged", End.WORKED, CrashStop::staged, CrashStop::stagedAgain),
                new CrashStop(
                        "worker kept", "generation.staged", End.WORKED, completed("kept"), CrashStop::completedAgain),
                new CrashStop(
                        "worker completed",
                        "remote.completed",
                        End.WORKED,
                        completed("completed"),
                        CrashStop::completedAgain),
                new CrashStop("worker failed", "remote.failed", End.BROKEN, CrashStop::failed, CrashStop::failedAgain),
                new CrashStop(
                        "cancel told fake:stuck fake:no-webhook",
                        "generation.cancel_told",
                        End.CANCELLED,
                        CrashStop::cancelled,
                        NOTHING),
                new CrashStop(
                        "cancelled fake:stuck fake:no-webhook",
                        "generation.cancelled",
                        End.CANCELLED,
                        CrashStop::cancelled,
                        NOTHING),
                // Late, because its client has not the patience for all the others.
                new CrashStop("streamed halfway fake:hold-stream", "", End.UNKNOWN, CrashStop::chatHalfway, NOTHING),
                new CrashStop(
                        "cancel asked fake:stuck fake:no-webhook",
                        "generation.cancel_asked",
                        End.CANCELLED,
                        CrashStop::cancelled,
                        NOTHING),
                // Last, because such a run is free for the next who leases it: while its first thread stood still,
                // a second would come by the steps meant for others.
                new CrashStop(
                        "fell back fake:once-500", "generation.fell_back", End.DELIVERED, CrashStop::either, NOTHING));
    }

    private static CrashStop inline(String step, End end) {
        return new CrashStop("inline " + step, "generation." + step, end, CrashStop::picture, NOTHING);
    }

    private static CrashStop streamed(String step, End end) {
        return new CrashStop("streamed " + step, "generation." + step, end, CrashStop::chat, NOTHING);
    }

    private static CrashStop polled(String name, String step, End end) {
        return new CrashStop("polled " + name + " fake:no-webhook fake:instant", step, end, CrashStop::job, NOTHING);
    }

    private static void picture(CrashScene scene, String prompt) {
        scene.ask(() -> scene.person().generate("openai", "gpt-image-2", "image", prompt));
    }

    /// Of two models, the first of which fails.
    private static void either(CrashScene scene, String prompt) {
        scene.ask(() -> scene.person().generate("auto", "either", "image", prompt));
    }

    /// On this node, and not sent.
    private static void pictureCancelled(CrashScene scene, String prompt) {
        picture(scene, prompt);
        scene.awaitBegun(prompt);
        scene.cancel(prompt);
    }

    private static void job(CrashScene scene, String prompt) {
        scene.ask(() -> scene.person().generate("fal", "fal-ai/flux/schnell", "image", prompt));
    }

    private static void chat(CrashScene scene, String prompt) {
        scene.ask(() -> scene.person().send("POST", "/v1/chat/completions", """
                        {"model":"openai/gpt-5.4-mini","stream":true,"messages":[{"role":"user","content":"%s"}]}
                        """.formatted(prompt)));
    }

    private static void chatHalfway(CrashScene scene, String prompt) {
        chat(scene, prompt);
        scene.awaitHalfway();
    }

    private static void leased(CrashScene scene, String prompt) {
        scene.ask(() -> {
            scene.person().generate("workers", "leased", "image", prompt);
            scene.worker().lease("leased");
        });
    }

    /// The worker never heard of its lease; the time for it runs out, and the job is given again.
    private static void leasedAgain(CrashScene scene, String prompt) {
        scene.runOut(prompt);
        scene.awaitLease("leased");
        scene.worker().upload(prompt);
        assertThat(scene.worker().complete(prompt)).isEqualTo("completed");
    }

    private static void staged(CrashScene scene, String prompt) {
        scene.ask(() -> {
            scene.person().generate("workers", "staged", "image", prompt);
            scene.worker().lease("staged");
            scene.worker().upload(prompt);
        });
    }

    private static void stagedAgain(CrashScene scene, String prompt) {
        scene.worker().upload(prompt);
        completedAgain(scene, prompt);
    }

    private static Act completed(String kind) {
        return (scene, prompt) -> scene.ask(() -> {
            scene.person().generate("workers", kind, "image", prompt);
            scene.worker().lease(kind);
            scene.worker().upload(prompt);
            scene.worker().complete(prompt);
        });
    }

    private static void completedAgain(CrashScene scene, String prompt) {
        assertThat(scene.worker().complete(prompt)).isEqualTo("completed");
    }

    private static void failed(CrashScene scene, String prompt) {
        scene.ask(() -> {
            scene.person().generate("workers", "failed", "image", prompt);
            scene.worker().lease("failed");
            scene.worker().fail(prompt);
        });
    }

    private static void failedAgain(CrashScene scene, String prompt) {
        assertThat(scene.worker().fail(prompt)).isEqualTo("failed");
    }

    private static void cancelled(CrashScene scene, String prompt) {
        job(scene, prompt);
        scene.awaitHandle(prompt);
        scene.ask(() -> scene.cancel(prompt));
    }
}

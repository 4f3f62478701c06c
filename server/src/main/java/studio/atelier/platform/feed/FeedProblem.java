package studio.atelier.platform.feed;

import studio.atelier.platform.problem.ProblemCode;

/// What the feed refuses.
public enum FeedProblem implements ProblemCode {
    TOO_MANY_STREAMS(
            "feed.too_many_streams", 429, "Too many open streams", "Close other windows of this studio first.");

    private final String code;
    private final int status;
    private final String title;
    private final String action;

    FeedProblem(String code, int status, String title, String action) {
        this.code = code;
        this.status = status;
        this.title = title;
        this.action = action;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public String action() {
        return action;
    }
}

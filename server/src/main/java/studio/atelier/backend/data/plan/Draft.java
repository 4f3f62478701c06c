package studio.atelier.backend.data.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.data.syntax.Condition;
import studio.atelier.backend.data.syntax.Order;
import studio.atelier.backend.data.syntax.Select;

/// What is asked of one resource, gathered from all parameters, before it is resolved.
final class Draft {

    private final String target;
    private final List<Select> select;
    private final List<Condition> conditions = new ArrayList<>();
    private final List<Order> order = new ArrayList<>();
    private final Map<Select.Embed, Draft> embeds = new LinkedHashMap<>();
    private @Nullable Long limit;
    private @Nullable Long offset;

    private Draft(String target, List<Select> select) {
        this.target = target;
        this.select = select;
        for (Select item : select) {
            if (item instanceof Select.Embed embed) {
                // Two items alike are one item asked twice; the first gets the filters, both are shown.
                embeds.putIfAbsent(embed, new Draft(embed.target(), embed.select()));
            }
        }
    }

    static Draft of(String target, List<Select> select) {
        return new Draft(target, select);
    }

    String target() {
        return target;
    }

    List<Select> select() {
        return select;
    }

    List<Condition> conditions() {
        return conditions;
    }

    List<Order> order() {
        return order;
    }

    @Nullable
    Long limit() {
        return limit;
    }

    @Nullable
    Long offset() {
        return offset;
    }

    void window(@Nullable Long newLimit, @Nullable Long newOffset) {
        limit = newLimit == null ? limit : newLimit;
        offset = newOffset == null ? offset : newOffset;
    }

    Draft embed(Select.Embed embed) {
        return java.util.Objects.requireNonNull(embeds.get(embed));
    }

    /// The embedded resource of that alias, else of that name; null where there is none.
    @Nullable
    Draft child(String name) {
        for (var entry : embeds.entrySet()) {
            if (name.equals(entry.getKey().alias())) {
                return entry.getValue();
            }
        }
        for (var entry : embeds.entrySet()) {
            if (entry.getKey().target().equals(name)) {
                return entry.getValue();
            }
        }
        return null;
    }

    /// What `child` finds, as the embed it was made of.
    Select.@Nullable Embed embedNamed(String name) {
        Draft found = child(name);
        for (var entry : embeds.entrySet()) {
            if (entry.getValue().equals(found)) {
                return entry.getKey();
            }
        }
        return null;
    }
}

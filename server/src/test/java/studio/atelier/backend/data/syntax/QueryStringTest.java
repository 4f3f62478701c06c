package studio.atelier.backend.data.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import studio.atelier.backend.data.syntax.Condition.Compare;
import studio.atelier.backend.data.syntax.Condition.Operator;
import studio.atelier.backend.data.syntax.QueryString.Parameter;

/// What a query string may look like before it is read.
class QueryStringTest {

    @Test
    void takesAPercentSignThatBeginsNoCodeForItself() {
        var query = QueryString.parse("title=like.%lar%&select=id", false);

        assertThat(query.filters())
                .singleElement()
                .satisfies(filter -> assertThat(filter.what())
                        .isEqualTo(new Condition.Test(
                                Field.of("title"), false, new Compare(Operator.LIKE, null, "%lar%"))));
    }

    @Test
    void readsAFormLikeAQueryString() {
        assertThat(QueryString.form("a=1&a=b%20c&d=e+f"))
                .isEqualTo(List.of(new Parameter("a", "1"), new Parameter("a", "b c"), new Parameter("d", "e f")));
    }
}

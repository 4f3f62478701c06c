package studio.atelier.testkit;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import studio.atelier.platform.database.Transactions;

/// Resolves the parameters of [WithDatabase] classes.
final class DatabaseExtension implements ParameterResolver, AfterAllCallback {

    private static final ExtensionContext.Namespace OURS = ExtensionContext.Namespace.create(DatabaseExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == TestDatabase.class || type == Transactions.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        var database = store(context)
                .computeIfAbsent(
                        outermost(context.getRequiredTestClass()), _ -> TestDatabase.create(), TestDatabase.class);
        return parameter.getParameter().getType() == TestDatabase.class ? database : database.transactions();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Class<?> test = context.getRequiredTestClass();
        if (outermost(test) == test) {
            var database = store(context).remove(test, TestDatabase.class);
            if (database != null) {
                database.close();
            }
        }
    }

    private static ExtensionContext.Store store(ExtensionContext context) {
        return context.getRoot().getStore(OURS);
    }

    static Class<?> outermost(Class<?> test) {
        Class<?> outer = test;
        while (outer.getEnclosingClass() != null) {
            outer = outer.getEnclosingClass();
        }
        return outer;
    }
}

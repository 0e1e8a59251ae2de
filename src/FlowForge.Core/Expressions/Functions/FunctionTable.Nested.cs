using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Expressions.Typing;
using FlowForge.Core.Schemas;

namespace FlowForge.Core.Expressions.Functions;

/// <summary>Arrays, maps, structs and documents.</summary>
public static partial class FunctionTable
{
    private static IEnumerable<FunctionDefinition> Arrays()
    {
        static FunctionDefinition F(string names, string signatures, string summary, ResultRule? rule = null, string? since = null) => Define(FunctionKind.Scalar, "Arrays and structs", names, signatures, summary, rule, since);
        return
        [
            F("array", "T* -> array<T>", "An array of the values."),
            F("struct", "any+ -> any", "A struct of the values, named by AS, by column, or col1, col2 …"),
            F("named_struct", "any+ -> any", "A struct of names and values in turns."),
            F("size cardinality", "anyarray -> int; anymap -> int", "How many elements; null for null under ANSI, else -1."),
            F("array_size", "anyarray -> int", "How many elements; null for null."),
            F("array_contains", "array<T>, T -> boolean", "Whether the value is in it; null when not and it has nulls.", NoNull),
            F("array_position", "array<T>, T -> bigint", "The position of the value from 1; 0 when it is not there."),
            F("array_remove", "array<T>, T -> array<T>", "Without the value."),
            F("array_distinct", "array<T> -> array<T>", "Each value once, in order."),
            F("array_union", "array<T>, array<T> -> array<T>", "The values of both, each once."),
            F("array_intersect", "array<T>, array<T> -> array<T>", "The values that both have, each once."),
            F("array_except", "array<T>, array<T> -> array<T>", "The values only the first has, each once."),
            F("arrays_overlap", "array<T>, array<T> -> boolean", "Whether both have a value in common; null when only nulls could decide."),
            F("arrays_zip", "anyarray+ -> any", "An array of structs, one for each position."),
            F("array_max", "array<T> -> T", "The greatest element that is not null."),
            F("array_min", "array<T> -> T", "The least element that is not null."),
            F("array_join", "array<string>, string, string? -> string", "The elements with a separator, nulls left out or replaced."),
            F("array_append", "array<T>, T -> array<T>", "With the value at the end."),
            F("array_prepend", "array<T>, T -> array<T>", "With the value at the start."),
            F("array_insert", "array<T>, int, T -> array<T>", "With the value at a position from 1, from the end where it is negative."),
            F("array_compact", "array<T> -> array<T>", "Without nulls."),
            F("array_repeat", "T, int -> array<T>", "The value so many times."),
            F("element_at", "any, any -> any", "The element at a position from 1, from the end where it is negative; or the value of a key."),
            F("try_element_at", "any, any -> any", "The element at a position from 1, or of a key; null when there is none."),
            F("get", "array<T>, int -> T", "The element at a position from 0; null when there is none."),
            F("slice", "array<T>, int, int -> array<T>", "So many elements from a position on."),
            F("sort_array", "array<T>, boolean? -> array<T>", "Sorted, nulls first ascending, last descending."),
            F("array_sort", "array<T>, fn(T, T):int? -> array<T>", "Sorted, nulls last, or by a comparison."),
            F("flatten", "array<array<T>> -> array<T>", "The arrays inside as one."),
            F("sequence", "integral, integral, integral? -> *; date, date, interval? -> *; timestamp, timestamp, interval? -> *", "From the first to the second in equal steps.", Sequence),
            F("shuffle", "array<T> -> array<T>", "In random order. Not in plans, whose rows must stay."),
            F("transform", "array<T>, fn(T, int?):U -> array<U>", "The lambda's value for each element, and its position from 0."),
            F("filter", "array<T>, fn(T, int?):boolean -> array<T>", "The elements the lambda holds for."),
            F("exists", "array<T>, fn(T):boolean -> boolean", "Whether the lambda holds for one; null when only nulls could decide."),
            F("forall", "array<T>, fn(T):boolean -> boolean", "Whether the lambda holds for all; null when only nulls could decide."),
            F("aggregate reduce", "array<T>, A, fn(A, T):A -> A; array<T>, A, fn(A, T):A, fn(A):R -> R", "One value from all elements, from a start on."),
            F("zip_with", "array<T>, array<U>, fn(T, U):R -> array<R>", "The lambda's value for each pair, the shorter filled with nulls."),
        ];
    }

    private static IEnumerable<FunctionDefinition> Maps()
    {
        static FunctionDefinition F(string names, string signatures, string summary, ResultRule? rule = null) => Define(FunctionKind.Scalar, "Maps", names, signatures, summary, rule);
        return
        [
            F("map", "any* -> *", "A map of keys and values in turns.", MapOf),
            F("map_from_arrays", "array<K>, array<V> -> map<K, V>", "A map of keys and values side by side."),
            F("map_from_entries", "entries<K, V> -> map<K, V>", "A map of structs of key and value."),
            F("map_keys", "map<K, V> -> array<K>", "The keys."),
            F("map_values", "map<K, V> -> array<V>", "The values."),
            F("map_entries", "map<K, V> -> entries<K, V>", "An array of structs of key and value."),
            F("map_contains_key", "map<K, V>, K -> boolean", "Whether the key is there."),
            F("map_concat", "map<K, V>+ -> map<K, V>", "The entries of all; an error for a key twice."),
            F("map_filter", "map<K, V>, fn(K, V):boolean -> map<K, V>", "The entries the lambda holds for."),
            F("transform_values", "map<K, V>, fn(K, V):U -> map<K, U>", "With the lambda's value in place of each value."),
            F("transform_keys", "map<K, V>, fn(K, V):U -> map<U, V>", "With the lambda's value in place of each key."),
            F("map_zip_with", "map<K, V>, map<K, U>, fn(K, V, U):R -> map<K, R>", "The lambda's value for each key of both, nulls where one has not the key."),
            F("str_to_map", "string, string?, string? -> map<string, string>", "A map of a text such as a:1,b:2."),
        ];
    }

    private static IEnumerable<FunctionDefinition> Documents()
    {
        static FunctionDefinition F(string names, string signatures, string summary, ResultRule? rule = null, string? since = null) => Define(FunctionKind.Scalar, "JSON, CSV and XML", names, signatures, summary, rule, since);
        return
        [
            F("get_json_object", "string, string -> string", "What a path such as $.a.b[0] leads to."),
            F("json_array_length", "string -> int", "How many elements; null when it is no array."),
            F("json_object_keys", "string -> array<string>", "The names; null when it is no object."),
            F("from_json", "string, string, map<string, string>? -> *", "The struct, array or map of a schema; nulls where the text does not fit; by a constant map of Spark's options.", SchemaOf),
            F("to_json", "any, map<string, string>? -> string", "A struct, array or map as JSON, fields without value left out; by a constant map of Spark's options."),
            F("schema_of_json", "string, map<string, string>? -> string", "The schema of a document; by a constant map of Spark's options."),
            F("xpath", "string, string -> array<string>", "The texts of the nodes that an XPath leads to."),
            F("xpath_string", "string, string -> string", "The text of the first node that an XPath leads to."),
            F("xpath_boolean", "string, string -> boolean", "Whether an XPath leads to something or holds."),
            F("xpath_double xpath_number", "string, string -> double", "The number an XPath leads to; NaN when it is none."),
            F("xpath_float", "string, string -> float", "The number an XPath leads to; NaN when it is none."),
            F("xpath_long", "string, string -> bigint", "The whole part of the number an XPath leads to; 0 when it is none."),
            F("xpath_int", "string, string -> int", "The whole part of the number an XPath leads to; 0 when it is none."),
            F("xpath_short", "string, string -> smallint", "The whole part of the number an XPath leads to; 0 when it is none."),
            F("from_csv", "string, string, map<string, string>? -> *", "The struct of a schema from one CSV line; by a constant map of Spark's options.", SchemaOf),
            F("to_csv", "struct, map<string, string>? -> string", "A struct as one CSV line; by a constant map of Spark's options."),
            F("schema_of_csv", "string, map<string, string>? -> string", "The schema of one CSV line; by a constant map of Spark's options."),
            F("from_xml", "string, string, map<string, string>? -> *", "The struct of a schema from an XML element; by a constant map of Spark's options.", SchemaOf, "4.0"),
            F("schema_of_xml", "string, map<string, string>? -> string", "The schema of an XML element; by a constant map of Spark's options.", since: "4.0"),
        ];
    }

    private static DataType? NoNull(IReadOnlyList<TypedExpression> arguments, ExpressionSettings settings) =>
        arguments[1] is TypedExpression.Cast { Value.Type: DataType.Void } || arguments[1].Type is DataType.Void ? null : DataType.Boolean;

    private static DataType Sequence(IReadOnlyList<TypedExpression> arguments, ExpressionSettings settings) =>
        new DataType.List(Coercion.Common(arguments[0].Type, arguments[1].Type, settings.Ansi) ?? arguments[0].Type);

    private static DataType? MapOf(IReadOnlyList<TypedExpression> arguments, ExpressionSettings settings)
    {
        if (arguments.Count % 2 != 0) return null;
        DataType? key = DataType.Null, value = DataType.Null;
        for (int i = 0; i < arguments.Count && key is not null && value is not null; i += 2)
            (key, value) = (Coercion.Common(key, arguments[i].Type, settings.Ansi), Coercion.Common(value, arguments[i + 1].Type, settings.Ansi));
        return key is null || value is null ? null : new DataType.Map(key, value);
    }

    private static DataType? SchemaOf(IReadOnlyList<TypedExpression> arguments, ExpressionSettings settings) => Constants.Text(arguments[1]) is not { } schema ? null
        : TypeNames.Parse(schema) is { } type and not DataType.Primitive ? type
        : TypeNames.ParseColumns(schema) is { } columns ? new DataType.Struct(columns) : null;
}

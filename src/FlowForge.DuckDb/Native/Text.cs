using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace FlowForge.DuckDb.Native;

/// <summary>UTF-8 text that the engine gives. Whether it is ours to free is in the method's name, or in the import's marshaller.</summary>
internal static class Text
{
    internal static string Borrowed(nint text) => Marshal.PtrToStringUTF8(text) ?? "";
}

/// <summary>Reads text that the engine made for the caller, then frees it.</summary>
[CustomMarshaller(typeof(string), MarshalMode.ManagedToUnmanagedOut, typeof(CallerFreedText))]
internal static class CallerFreedText
{
    public static string ConvertToManaged(nint unmanaged) => Text.Borrowed(unmanaged);

    public static void Free(nint unmanaged) => Startup.Free(unmanaged);
}

/// <summary>Reads text that stays the engine's.</summary>
[CustomMarshaller(typeof(string), MarshalMode.ManagedToUnmanagedOut, typeof(BorrowedText))]
internal static class BorrowedText
{
    public static string ConvertToManaged(nint unmanaged) => Text.Borrowed(unmanaged);
}

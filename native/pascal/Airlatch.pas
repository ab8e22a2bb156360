{
  Verifies Airlatch licenses offline, with the C library libairlatch. For Free Pascal and Delphi.

    Kit := OpenAirlatchKit(@AIRLATCH_KIT, SizeOf(AIRLATCH_KIT)); // the vendor's kit, which is part of the program
    Question := Default(TAirlatchQuestion);
    Question.Version := '2.3.1';
    Answer := Kit.Check(Question);
    if not Answer.Valid then
      WriteLn(Answer.Reasons[0])
    else if Answer.Has('export') then
      ...

  Kits and answers are interfaces: they free themselves, and an answer keeps its kit open. Any number of threads may use them
  at once. Texts are UTF-8.

  Free Pascal makes the library a part of the program, with libairlatch.a and libsodium in a folder of -Fl. With the define
  AIRLATCH_SHARED, and always in Delphi, the program loads the shared library instead, which is a file that others could
  replace.
}
unit Airlatch;

{$IFDEF FPC}
  {$MODE DELPHI}
  {$H+}
  {$PACKRECORDS C}
{$ELSE}
  {$ALIGN 8}
  {$DEFINE AIRLATCH_SHARED}
{$ENDIF}
{$MINENUMSIZE 4}

interface

uses
  SysUtils;

const
  { DaysLeft of a license that has no end. }
  AIRLATCH_NEVER = High(Int64);

type
  TAirlatchTexts = array of UTF8String;

  { A kit that cannot be used. }
  EAirlatch = class(Exception)
  private
    FCode: UTF8String;
  public
    constructor Create(const ACode: UTF8String);
    { The name of the reason, such as 'signature-invalid', as in section 12 of SPEC.md. }
    property Code: UTF8String read FCode;
  end;

  { The question to a kit. Begin with Default(TAirlatchQuestion): every member is optional. }
  TAirlatchQuestion = record
    Home: UTF8String;             // the folder of `airlatch --home`; '': AIRLATCH_HOME, or the default folder
    Workload: UTF8String;         // the site's name for the workload; '': AIRLATCH_WORKLOAD, or none
    Version: UTF8String;          // of the program, such as '2.3.1'
    Released: UTF8String;         // the day on which this version was released, such as '2026-11-30'
    Features: TAirlatchTexts;     // those that the program requires
    SearchMilliseconds: Int32;    // the longest search on network shares; 0: 3,000; less than 0: no search
  end;

  { The order is that of airlatch.h. }
  TAirlatchFeature = (afNone, afFlag, afInteger, afText);

  { The result of a check. It never changes. Missing texts are ''. }
  IAirlatchAnswer = interface
    ['{5B0B9A54-3B8C-4F4E-9B57-6B0E5D1E7A11}']
    { Whether the program may run. }
    function Valid: Boolean;
    { Why not, in the order in which people read them: names such as 'wrong-computer'. }
    function Reasons: TAirlatchTexts;
    function Warnings: TAirlatchTexts;
    { The first second after the end of the license, in UTC: to print the last day, subtract one second. False: it has
      no end, or there is no license. }
    function EndsAt(out Time: TDateTime): Boolean;
    { The same end including the days of grace, in which the license is valid with the warning 'in-grace'. }
    function RunsUntil(out Time: TDateTime): Boolean;
    { Days until the end, rounded up; AIRLATCH_NEVER: it has no end; 0 without a license. }
    function DaysLeft: Int64;
    { The names, in the order of the license; empty if the answer is not valid. }
    function Features: TAirlatchTexts;
    function Feature(const Name: UTF8String): TAirlatchFeature;
    { Whether the license has a feature, of any type. }
    function Has(const Name: UTF8String): Boolean;
    { The number of a feature, or Fallback if it has none. }
    function Number(const Name: UTF8String; Fallback: Int64): Int64;
    { The text of a feature, or '' if it has none. }
    function Text(const Name: UTF8String): UTF8String;
    function ProductName: UTF8String;
    { How to reach the vendor. }
    function Contact: UTF8String;
    { As `airlatch computer` shows it. }
    function ComputerID: UTF8String;
    { 'installed', the file of the license, or the address of a site server; '' for bytes that you passed. }
    function Source: UTF8String;
    function KeyID: UTF8String;
    function ActivationID: UTF8String;
    function Licensee: UTF8String;
    function LicensedVersion: UTF8String;
    function UserData: UTF8String;
    { As it was signed; of a bundle, the one that is used; none if it could not be read as one. }
    function License: TBytes;
  end;

  { An opened vendor's kit. }
  IAirlatchKit = interface
    ['{D0C6C2C7-8E7C-4B3C-8C9D-2F6C8E4B9A02}']
    { Whether the program may run with the licenses of this computer. }
    function Check(const Question: TAirlatchQuestion): IAirlatchAnswer;
    { Like Check, with the content of a license file, raw or text. }
    function CheckLicense(const License: TBytes; const Question: TAirlatchQuestion): IAirlatchAnswer;
  end;

{ Opens a kit, raw or text, and reads this computer. Its bytes determine which vendor is trusted. Raises EAirlatch. }
function OpenAirlatchKit(Kit: Pointer; Size: NativeUInt): IAirlatchKit;

implementation

{$IFNDEF AIRLATCH_SHARED}
  {$LINKLIB libairlatch.a}
  {$LINKLIB sodium}
  {$LINKLIB c}
{$ENDIF}

const
  LIBRARY_NAME = {$IF not Defined(AIRLATCH_SHARED)}''{$ELSEIF Defined(MSWINDOWS)}'airlatch.dll'{$ELSE}'airlatch'{$IFEND};

type
  { The order is that of airlatch.h. }
  TTextName = (tnProductName, tnContact, tnComputerID, tnSource, tnKeyID, tnActivationID, tnLicensee, tnLicensedVersion,
    tnUserData);

  { airlatch_question. }
  TAsked = record
    Size: NativeUInt;
    License: Pointer;
    LicenseSize: NativeUInt;
    Home, Workload, Version, Released: PAnsiChar;
    Features: Pointer;
    SearchMilliseconds: Int32;
  end;

  TCodeAt = function(Answer: Pointer; Index: NativeUInt): Integer; cdecl;

  TKit = class(TInterfacedObject, IAirlatchKit)
  private
    FHandle: Pointer;
    function Ask(License: Pointer; Size: NativeUInt; const Question: TAirlatchQuestion): IAirlatchAnswer;
  public
    constructor Create(Kit: Pointer; Size: NativeUInt);
    destructor Destroy; override;
    function Check(const Question: TAirlatchQuestion): IAirlatchAnswer;
    function CheckLicense(const License: TBytes; const Question: TAirlatchQuestion): IAirlatchAnswer;
  end;

  TAnswer = class(TInterfacedObject, IAirlatchAnswer)
  private
    FFound: Pointer;
    FKit: IAirlatchKit; // keeps the kit open until the answer is freed
    function Names(CodeAt: TCodeAt): TAirlatchTexts;
    function TextOf(Name: TTextName): UTF8String;
    function TimeOf(Seconds: Int64; out Time: TDateTime): Boolean;
  public
    constructor Create(Found: Pointer; const Kit: IAirlatchKit);
    destructor Destroy; override;
    function Valid: Boolean;
    function Reasons: TAirlatchTexts;
    function Warnings: TAirlatchTexts;
    function EndsAt(out Time: TDateTime): Boolean;
    function RunsUntil(out Time: TDateTime): Boolean;
    function DaysLeft: Int64;
    function Features: TAirlatchTexts;
    function Feature(const Name: UTF8String): TAirlatchFeature;
    function Has(const Name: UTF8String): Boolean;
    function Number(const Name: UTF8String; Fallback: Int64): Int64;
    function Text(const Name: UTF8String): UTF8String;
    function ProductName: UTF8String;
    function Contact: UTF8String;
    function ComputerID: UTF8String;
    function Source: UTF8String;
    function KeyID: UTF8String;
    function ActivationID: UTF8String;
    function Licensee: UTF8String;
    function LicensedVersion: UTF8String;
    function UserData: UTF8String;
    function License: TBytes;
  end;

function airlatch_open(out Kit: Pointer; Bytes: Pointer; Size: NativeUInt; Allocator: Pointer): Integer;
  cdecl; external LIBRARY_NAME;
procedure airlatch_close(Kit: Pointer); cdecl; external LIBRARY_NAME;
function airlatch_check(Kit, Question: Pointer): Pointer;
  cdecl; external LIBRARY_NAME;
procedure airlatch_free(Answer: Pointer); cdecl; external LIBRARY_NAME;
function airlatch_valid(Answer: Pointer): ByteBool; cdecl; external LIBRARY_NAME;
function airlatch_reason(Answer: Pointer; Index: NativeUInt): Integer;
  cdecl; external LIBRARY_NAME;
function airlatch_warning(Answer: Pointer; Index: NativeUInt): Integer;
  cdecl; external LIBRARY_NAME;
function airlatch_code_name(Code: Integer): PAnsiChar; cdecl; external LIBRARY_NAME;
function airlatch_ends_at(Answer: Pointer): Int64; cdecl; external LIBRARY_NAME;
function airlatch_days_left(Answer: Pointer): Int64; cdecl; external LIBRARY_NAME;
function airlatch_runs_until(Answer: Pointer): Int64; cdecl; external LIBRARY_NAME;
function airlatch_feature(Answer: Pointer; Name: PAnsiChar): Integer;
  cdecl; external LIBRARY_NAME;
function airlatch_feature_number(Answer: Pointer; Name: PAnsiChar; Fallback: Int64): Int64;
  cdecl; external LIBRARY_NAME;
function airlatch_feature_text(Answer: Pointer; Name: PAnsiChar): PAnsiChar;
  cdecl; external LIBRARY_NAME;
function airlatch_feature_name(Answer: Pointer; Index: NativeUInt): PAnsiChar;
  cdecl; external LIBRARY_NAME;
function airlatch_text(Answer: Pointer; Name: Integer; out Size: NativeUInt): Pointer;
  cdecl; external LIBRARY_NAME;
function airlatch_license_bytes(Answer: Pointer; out Size: NativeUInt): Pointer;
  cdecl; external LIBRARY_NAME;

function Copied(Data: Pointer; Size: NativeUInt): UTF8String;
begin
  Result := '';
  if Size = 0 then
    Exit;
  SetLength(Result, Size);
  Move(Data^, Result[1], Size);
end;

function TextAt(Text: PAnsiChar): UTF8String;
begin
  Result := Copied(Text, StrLen(Text));
end;

function NameOf(Code: Integer): UTF8String;
begin
  Result := TextAt(airlatch_code_name(Code));
end;

{ Whether the text contains a zero, at which C would stop reading. }
function HasZero(const Text: UTF8String): Boolean;
begin
  Result := Pos(#0, Text) > 0;
end;

{ Returns nil for ''. The result is valid as long as the text. }
function Passed(const Text: UTF8String): PAnsiChar;
begin
  if HasZero(Text) then
    raise EArgumentException.Create('a text with a zero character in it');
  if Text = '' then
    Result := nil
  else
    Result := PAnsiChar(Text);
end;

procedure Append(var Texts: TAirlatchTexts; const Text: UTF8String);
begin
  SetLength(Texts, Length(Texts) + 1);
  Texts[High(Texts)] := Text;
end;

constructor EAirlatch.Create(const ACode: UTF8String);
begin
  inherited Create('the kit cannot be used: ' + string(ACode));
  FCode := ACode;
end;

function OpenAirlatchKit(Kit: Pointer; Size: NativeUInt): IAirlatchKit;
begin
  Result := TKit.Create(Kit, Size);
end;

constructor TKit.Create(Kit: Pointer; Size: NativeUInt);
var
  Code: Integer;
begin
  inherited Create;
  Code := airlatch_open(FHandle, Kit, Size, nil);
  if Code <> 0 then
    raise EAirlatch.Create(NameOf(Code));
end;

destructor TKit.Destroy;
begin
  airlatch_close(FHandle);
  inherited;
end;

function TKit.Check(const Question: TAirlatchQuestion): IAirlatchAnswer;
begin
  Result := Ask(nil, 0, Question);
end;

function TKit.CheckLicense(const License: TBytes; const Question: TAirlatchQuestion): IAirlatchAnswer;
const
  NOTHING: Byte = 0; // an empty array is nil, which would select the licenses of the computer
begin
  if Length(License) = 0 then
    Result := Ask(@NOTHING, 0, Question)
  else
    Result := Ask(Pointer(License), Length(License), Question);
end;

function TKit.Ask(License: Pointer; Size: NativeUInt; const Question: TAirlatchQuestion): IAirlatchAnswer;
var
  Asked: TAsked;
  Features: array of PAnsiChar;
  I: Integer;
begin
  SetLength(Features, Length(Question.Features) + 1); // the last one stays nil
  for I := 0 to High(Question.Features) do
  begin
    if Question.Features[I] = '' then
      raise EArgumentException.Create('the name of a feature is empty');
    Features[I] := Passed(Question.Features[I]);
  end;
  Asked.Size := SizeOf(Asked);
  Asked.License := License;
  Asked.LicenseSize := Size;
  Asked.Home := Passed(Question.Home);
  Asked.Workload := Passed(Question.Workload);
  Asked.Version := Passed(Question.Version);
  Asked.Released := Passed(Question.Released);
  Asked.Features := Pointer(Features);
  Asked.SearchMilliseconds := Question.SearchMilliseconds;
  Result := TAnswer.Create(airlatch_check(FHandle, @Asked), Self);
end;

constructor TAnswer.Create(Found: Pointer; const Kit: IAirlatchKit);
begin
  inherited Create;
  FFound := Found;
  FKit := Kit;
end;

destructor TAnswer.Destroy;
begin
  airlatch_free(FFound);
  inherited;
end;

function TAnswer.Valid: Boolean;
begin
  Result := airlatch_valid(FFound);
end;

function TAnswer.Names(CodeAt: TCodeAt): TAirlatchTexts;
var
  Code: Integer;
begin
  Result := nil;
  Code := CodeAt(FFound, 0);
  while Code <> 0 do
  begin
    Append(Result, NameOf(Code));
    Code := CodeAt(FFound, Length(Result));
  end;
end;

function TAnswer.Reasons: TAirlatchTexts;
begin
  Result := Names(airlatch_reason);
end;

function TAnswer.Warnings: TAirlatchTexts;
begin
  Result := Names(airlatch_warning);
end;

function TAnswer.TimeOf(Seconds: Int64; out Time: TDateTime): Boolean;
const
  SECONDS_OF_A_DAY = 86400;
  FIRST_OF_1970 = 25569;
  LAST_OF_9999 = 253402300799; // the latest end of a license is one second later, where TDateTime has no date
var
  Size: NativeUInt;
begin
  Result := (Seconds <> AIRLATCH_NEVER) and (airlatch_license_bytes(FFound, Size) <> nil);
  Time := 0;
  if Seconds > LAST_OF_9999 then
    Seconds := LAST_OF_9999;
  if Result then
    Time := FIRST_OF_1970 + Seconds / SECONDS_OF_A_DAY;
end;

function TAnswer.EndsAt(out Time: TDateTime): Boolean;
begin
  Result := TimeOf(airlatch_ends_at(FFound), Time);
end;

function TAnswer.RunsUntil(out Time: TDateTime): Boolean;
begin
  Result := TimeOf(airlatch_runs_until(FFound), Time);
end;

function TAnswer.DaysLeft: Int64;
begin
  Result := airlatch_days_left(FFound);
end;

function TAnswer.Features: TAirlatchTexts;
var
  Name: PAnsiChar;
begin
  Result := nil;
  Name := airlatch_feature_name(FFound, 0);
  while Name <> nil do
  begin
    Append(Result, TextAt(Name));
    Name := airlatch_feature_name(FFound, Length(Result));
  end;
end;

function TAnswer.Feature(const Name: UTF8String): TAirlatchFeature;
begin
  if HasZero(Name) then
    Result := afNone
  else
    Result := TAirlatchFeature(airlatch_feature(FFound, PAnsiChar(Name)));
end;

function TAnswer.Has(const Name: UTF8String): Boolean;
begin
  Result := Feature(Name) <> afNone;
end;

function TAnswer.Number(const Name: UTF8String; Fallback: Int64): Int64;
begin
  Result := Fallback;
  if Feature(Name) = afInteger then
    Result := airlatch_feature_number(FFound, PAnsiChar(Name), Fallback);
end;

function TAnswer.Text(const Name: UTF8String): UTF8String;
begin
  Result := '';
  if Feature(Name) = afText then
    Result := TextAt(airlatch_feature_text(FFound, PAnsiChar(Name)));
end;

function TAnswer.TextOf(Name: TTextName): UTF8String;
var
  Data: Pointer;
  Size: NativeUInt;
begin
  Data := airlatch_text(FFound, Ord(Name), Size);
  Result := Copied(Data, Size);
end;

function TAnswer.ProductName: UTF8String;
begin
  Result := TextOf(tnProductName);
end;

function TAnswer.Contact: UTF8String;
begin
  Result := TextOf(tnContact);
end;

function TAnswer.ComputerID: UTF8String;
begin
  Result := TextOf(tnComputerID);
end;

function TAnswer.Source: UTF8String;
begin
  Result := TextOf(tnSource);
end;

function TAnswer.KeyID: UTF8String;
begin
  Result := TextOf(tnKeyID);
end;

function TAnswer.ActivationID: UTF8String;
begin
  Result := TextOf(tnActivationID);
end;

function TAnswer.Licensee: UTF8String;
begin
  Result := TextOf(tnLicensee);
end;

function TAnswer.LicensedVersion: UTF8String;
begin
  Result := TextOf(tnLicensedVersion);
end;

function TAnswer.UserData: UTF8String;
begin
  Result := TextOf(tnUserData);
end;

function TAnswer.License: TBytes;
var
  Data: Pointer;
  Size: NativeUInt;
begin
  Data := airlatch_license_bytes(FFound, Size);
  Result := nil;
  if Data = nil then
    Exit;
  SetLength(Result, Size);
  if Size > 0 then
    Move(Data^, Result[0], Size);
end;

end.

; The installer for Windows: Inno Setup 6.3 makes it of dist\attnstudio, which PyInstaller left there.
;     iscc /DVersion=0.1.0 packaging\windows\attnstudio.iss
; Without an administrator's password it installs for one user; with one, for all.

#ifndef Version
  #error Name the version: iscc /DVersion=0.1.0 attnstudio.iss
#endif

[Setup]
AppId={{6E0C7A53-5B0B-4B41-9E5A-7B2D6C7E8F10}
AppName=attnstudio
AppVersion={#Version}
AppPublisher=attnstudio
VersionInfoVersion={#Version}
DefaultDirName={autopf}\attnstudio
DisableProgramGroupPage=yes
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=dialog
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
SourceDir=..\..
OutputDir=dist
OutputBaseFilename=attnstudio-{#Version}-windows-x64
SetupIconFile=build\attnstudio\attnstudio.ico
UninstallDisplayIcon={app}\attnstudio.exe
Compression=lzma2/max
SolidCompression=yes
ChangesAssociations=yes
WizardStyle=modern

[Languages]
Name: "english"; MessagesFile: "compiler:Default.isl"
Name: "russian"; MessagesFile: "compiler:Languages\Russian.isl"

[CustomMessages]
english.Session=attnstudio session
russian.Session=Сеанс attnstudio
english.Sessions=Open .attn sessions with attnstudio
russian.Sessions=Открывать сеансы .attn в attnstudio

[Tasks]
Name: "desktopicon"; Description: "{cm:CreateDesktopIcon}"; GroupDescription: "{cm:AdditionalIcons}"
Name: "sessions"; Description: "{cm:Sessions}"

[InstallDelete]
; Libraries of an earlier version must not lie beside those of this one.
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "dist\attnstudio\*"; DestDir: "{app}"; Flags: recursesubdirs createallsubdirs ignoreversion

[Icons]
Name: "{autoprograms}\attnstudio"; Filename: "{app}\attnstudio.exe"
Name: "{autodesktop}\attnstudio"; Filename: "{app}\attnstudio.exe"; Tasks: desktopicon

[Registry]
Root: HKA; Subkey: "Software\Classes\.attn\OpenWithProgids"; ValueType: string; ValueName: "attnstudio.session"; \
  Flags: uninsdeletevalue; Tasks: sessions
Root: HKA; Subkey: "Software\Classes\attnstudio.session"; ValueType: string; ValueData: "{cm:Session}"; \
  Flags: uninsdeletekey; Tasks: sessions
Root: HKA; Subkey: "Software\Classes\attnstudio.session\DefaultIcon"; ValueType: string; \
  ValueData: "{app}\attnstudio.exe,0"; Tasks: sessions
Root: HKA; Subkey: "Software\Classes\attnstudio.session\shell\open\command"; ValueType: string; \
  ValueData: """{app}\attnstudio.exe"" gui ""%1"""; Tasks: sessions

[Run]
Filename: "{app}\attnstudio.exe"; Description: "{cm:LaunchProgram,attnstudio}"; Flags: nowait postinstall skipifsilent
